import { useSyncExternalStore } from 'react'
import type { Message } from '../../protocol/message.ts'

export type Draft = {
  text: string
  /** A note for colleagues: the customer never gets it. */
  note: boolean
  replyTo: Message | null
}

const KEPT_AS = 'ruang.drafts'
const NOTHING: Draft = { text: '', note: false, replyTo: null }
const listeners = new Set<() => void>()
let drafts: Readonly<Record<string, Draft>> = read()

function read(): Record<string, Draft> {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS) ?? '{}')
  } catch {
    return {}
  }
}

/** What is being written to a room: it stays through every failure, and a reload. */
export function setDraft(roomId: string, change: Partial<Draft>): void {
  const next = { ...(drafts[roomId] ?? NOTHING), ...change }
  const { [roomId]: _before, ...others } = drafts
  const empty = next.text === '' && !next.note && next.replyTo === null
  drafts = empty ? others : { ...others, [roomId]: next }
  localStorage.setItem(KEPT_AS, JSON.stringify(drafts))
  for (const listener of listeners) listener()
}

/** For a message's own button: what is written next answers it. */
export const setReply = (roomId: string, replyTo: Message | null): void => {
  setDraft(roomId, { replyTo, note: false })
  document.getElementById('composer-text')?.focus()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useDraft = (roomId: string): Draft =>
  useSyncExternalStore(subscribe, () => drafts[roomId] ?? NOTHING)
