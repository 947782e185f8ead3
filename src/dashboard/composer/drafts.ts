import { useSyncExternalStore } from 'react'
import type { Message } from '../../protocol/message.ts'
import { newId } from '../data/newId.ts'
import { ownEntries } from '../data/ownEntries.ts'
import { onUser, userIdNow } from '../session/onUser.ts'

export type Draft = {
  text: string
  /** A note for colleagues: the customer never gets it. */
  note: boolean
  replyTo: Message | null
  /** The note that was tried to be saved last, and its `client_message_id`. */
  trying: { text: string; id: string } | null
}

const NOTHING: Draft = { text: '', note: false, replyTo: null, trying: null }
const listeners = new Set<() => void>()
/** By rooms that were merged: where what was being written to them goes on. */
const moves = new Map<string, string>()
let kept = ownEntries('drafts', userIdNow())
let unwatch = kept.watch(becomeFromElsewhere)
let drafts = read()

onUser((userId) => {
  unwatch()
  kept = ownEntries('drafts', userId)
  unwatch = kept.watch(becomeFromElsewhere)
  become(read())
})

/** What another tab wrote is what this one goes on with: the same room may be open in both. */
function becomeFromElsewhere(roomId: string, text: string | null): void {
  become(withDraft(roomId, draftIn(text)))
}

function read(): Readonly<Record<string, Draft>> {
  const all = kept.read().map(([roomId, text]) => [roomId, draftIn(text)] as const)
  return Object.fromEntries(all.filter(([, draft]) => draft !== NOTHING))
}

/** What is kept may be of another version, or written by hand. */
function draftIn(text: string | null): Draft {
  try {
    const draft = JSON.parse(text ?? 'null')
    return typeof draft?.text === 'string' ? { ...NOTHING, ...draft } : NOTHING
  } catch {
    return NOTHING
  }
}

const isEmpty = ({ text, note, replyTo }: Draft) => text === '' && !note && replyTo === null

function withDraft(roomId: string, draft: Draft): Readonly<Record<string, Draft>> {
  const { [roomId]: _before, ...others } = drafts
  return isEmpty(draft) ? others : { ...others, [roomId]: draft }
}

function become(next: Readonly<Record<string, Draft>>): void {
  drafts = next
  for (const listener of listeners) listener()
}

/** What is being written to a room: it stays through every failure, and a reload, for who wrote it. */
export function setDraft(roomId: string, change: Partial<Draft>): void {
  const draft = { ...draftOf(roomId), ...change }
  if (isEmpty(draft)) kept.drop(roomId)
  else kept.keep(roomId, JSON.stringify(draft))
  become(withDraft(roomId, draft))
}

/** Under which `client_message_id` a note is saved: the same again, as long as no answer has come and its text is the same. */
export function noteIdOf(roomId: string, text: string): string {
  const { trying } = draftOf(roomId)
  if (trying?.text === text) return trying.id
  const id = newId()
  setDraft(roomId, { trying: { text, id } })
  return id
}

/** A note was saved as it was: what was typed since stays, and stays a note. Its room may be merged meanwhile. */
export function clearNote(roomId: string, saved: string): void {
  const stayed = moves.get(roomId) ?? roomId
  const { text, trying } = draftOf(stayed)
  // Another tab may be trying another one by now.
  if (trying?.text === saved.trim()) setDraft(stayed, { trying: null })
  const at = text.indexOf(saved)
  if (at === -1 || (at > 0 && stayed === roomId)) return
  const left = (text.slice(0, at).trimEnd() + text.slice(at + saved.length)).trimStart()
  setDraft(stayed, left === '' ? { text: '', note: false } : { text: left })
}

/** A room was merged: what was being written to it goes on in the other one, where it never becomes less private. */
export function moveDraft(from: string, into: string): void {
  moves.set(from, into)
  const moved = draftOf(from)
  if (isEmpty(moved)) return
  const here = draftOf(into)
  setDraft(from, NOTHING)
  setDraft(into, {
    text: [here.text, moved.text].filter((text) => text !== '').join('\n'),
    note: here.note || moved.note,
    replyTo: here.replyTo ?? moved.replyTo,
    trying: here.trying ?? moved.trying,
  })
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

const draftOf = (roomId: string): Draft => drafts[roomId] ?? NOTHING

export const useDraft = (roomId: string): Draft =>
  useSyncExternalStore(subscribe, () => draftOf(roomId))
