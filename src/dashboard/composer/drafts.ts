import { useSyncExternalStore } from 'react'
import type { Message } from '../../protocol/message.ts'
import { newId } from '../data/newId.ts'
import { userStorage } from '../data/userStorage.ts'
import { currentUserId, onUserChange } from '../session/onUserChange.ts'

export type Draft = {
  text: string
  /** An internal note, which the customer never gets. */
  note: boolean
  replyTo: Message | null
  /** The note whose save was tried last, and its `client_message_id`. */
  trying: { text: string; id: string } | null
}

const NOTHING: Draft = { text: '', note: false, replyTo: null, trying: null }
const listeners = new Set<() => void>()
/** For each merged room, the one that its draft has moved to. */
const moves = new Map<string, string>()
let kept = userStorage('drafts', currentUserId())
let unwatch = kept.watch(applyFromOtherTab)
let drafts = read()
/** Rooms that the user has lost. */
let lost: ReadonlySet<string> = new Set()

onUserChange((userId) => {
  unwatch()
  // SECURITY: what was written in a room that the user may not see any more ends with their sign-in.
  for (const roomId of lost) kept.drop(roomId)
  lost = new Set()
  kept = userStorage('drafts', userId)
  unwatch = kept.watch(applyFromOtherTab)
  replaceDrafts(read())
})

/** The same room may be open in two tabs: this one takes over what the other has typed. */
function applyFromOtherTab(roomId: string, text: string | null): void {
  replaceDrafts(withDraft(roomId, draftIn(text)))
}

function read(): Readonly<Record<string, Draft>> {
  const all = kept.read().map(([roomId, text]) => [roomId, draftIn(text)] as const)
  return Object.fromEntries(all.filter(([, draft]) => draft !== NOTHING))
}

/** A stored draft may come from another version, or be edited by hand. */
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

function replaceDrafts(next: Readonly<Record<string, Draft>>): void {
  drafts = next
  for (const listener of listeners) listener()
}

/** Changes a room's draft. It survives failures and reloads, and belongs to the user who wrote it. */
export function setDraft(roomId: string, change: Partial<Draft>): void {
  const draft = { ...draftOf(roomId), ...change }
  if (isEmpty(draft)) kept.drop(roomId)
  else kept.keep(roomId, JSON.stringify(draft))
  replaceDrafts(withDraft(roomId, draft))
}

/**
 * The `client_message_id` for saving a note. A retry of the same text gets the same id, so that it is saved only once.
 */
export function noteIdOf(roomId: string, text: string): string {
  const { trying } = draftOf(roomId)
  if (trying?.text === text) return trying.id
  const id = newId()
  setDraft(roomId, { trying: { text, id } })
  return id
}

/**
 * Removes a saved note from the draft. Text typed since then stays, as a note. The room may have been merged meanwhile.
 */
export function clearNote(roomId: string, saved: string): void {
  const stayed = moves.get(roomId) ?? roomId
  const { text, trying } = draftOf(stayed)
  // Another tab may be saving another note by now.
  if (trying?.text === saved.trim()) setDraft(stayed, { trying: null })
  const at = text.indexOf(saved)
  if (at === -1 || (at > 0 && stayed === roomId)) return
  const left = (text.slice(0, at).trimEnd() + text.slice(at + saved.length)).trimStart()
  setDraft(stayed, left === '' ? { text: '', note: false } : { text: left })
}

/** Appends a merged room's draft to the remaining room's draft. If either is a note, the result stays a note. */
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

/** Tells which rooms the user has lost. Their drafts can still be copied, until the user signs out. */
export function setLostRooms(roomIds: Iterable<string>): void {
  lost = new Set(roomIds)
}

/** Makes the next message a reply to this one, and moves focus to the text field. */
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
