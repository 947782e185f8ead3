import type { Message } from '../protocol/message.ts'
import { mergedInto } from './rest.ts'
import { retryAfter } from './retry.ts'

/** A text message being sent. Files are handled elsewhere, since they can't be kept over a reload of the page. */
export type Outgoing = {
  client_message_id: string
  room_id: string
  text: string
  reply_to_wa_message_id: string | null
  /** ISO. */
  created_at: string
  /** Why the server refused it; null if it did not. */
  refusal: { code: string; message: string; reason: string | null } | null
  /** The message as the server stored it, shown until its event arrives. */
  stored: Message | null
}

/** Stores each send under its own `client_message_id`, so that several tabs can share the storage. */
type Storage = {
  read: () => readonly [id: string, text: string][]
  keep: (id: string, text: string) => void
  drop: (id: string) => void
  /** Calls back when another tab stores a send, or drops it (null). @returns a function that stops it */
  watch: (elsewhere: (id: string, text: string | null) => void) => () => void
}

/** A request without an answer for this long is given up. */
const ANSWER_MS = 20_000

/** A permanent refusal: the same request would be refused again. */
export class SendRefused extends Error {
  readonly refusal: NonNullable<Outgoing['refusal']>
  constructor(refusal: NonNullable<Outgoing['refusal']>) {
    super(refusal.message)
    this.name = 'SendRefused'
    this.refusal = refusal
  }
}

/**
 * A queue of sends to the server: in order within each room, kept over a reload of the page, and retried until there is an
 * answer. The server stores a `client_message_id` only once, so a retry never sends twice.
 * It belongs to one user: `stop` it before another one signs in, and create a new one.
 * @param send rejects with SendRefused for a permanent refusal. If the error names the room that a merge left
 * (`mergedInto`), the send goes there; any other error is retried. Resolves to null if the message was stored before, in a
 * room that has been merged since. The signal aborts it after `stop`, or without an answer in time
 */
export function createOutgoing(options: {
  send: (out: Outgoing, signal: AbortSignal) => Promise<Message | null>
  storage: Storage
  changed: () => void
  /** How long to wait for an answer (ms). */
  answerMs?: number
}) {
  const { storage, answerMs = ANSWER_MS } = options
  let all: readonly Outgoing[] = readStored(storage)
  const working = new Set<string>()
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new AbortController()

  const set = (next: readonly Outgoing[]) => {
    if (over.signal.aborted) return
    all = next
    options.changed()
  }
  const keep = (out: Outgoing) => {
    if (over.signal.aborted) return
    if (out.stored) storage.drop(out.client_message_id)
    else storage.keep(out.client_message_id, JSON.stringify(out))
  }
  const replace = (id: string, change: Partial<Outgoing>) =>
    set(
      all.map((out) => {
        if (out.client_message_id !== id) return out
        const next = { ...out, ...change }
        keep(next)
        return next
      }),
    )
  const remove = ({ client_message_id: id }: Pick<Outgoing, 'client_message_id'>) => {
    if (over.signal.aborted) return
    storage.drop(id)
    without(id)
  }
  const without = (id: string) =>
    set(all.filter(({ client_message_id }) => client_message_id !== id))
  const waits = ({ refusal, stored }: Outgoing) => refusal === null && stored === null

  /** A request that hangs would block its room, so it is given up after `answerMs` and retried. */
  const sendOnce = (out: Outgoing) => {
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(answerMs)])
    return Promise.race([options.send(out, signal), rejectOnAbort(signal)])
  }

  const refused = (out: Outgoing, error: unknown) => {
    const into = mergedInto(error)
    if (into) move(out.room_id, into)
    else if (error instanceof SendRefused)
      replace(out.client_message_id, { refusal: error.refusal })
    else throw error
  }
  const move = (from: string, into: string) => {
    const moved = all.filter(({ room_id }) => room_id === from)
    if (moved.length === 0) return
    for (const { client_message_id: id } of moved) replace(id, { room_id: into })
    void work(into)
  }

  /** Sends one after the other within a room, each only after the one before it was answered. */
  const work = async (roomId: string) => {
    if (over.signal.aborted || working.has(roomId)) return
    working.add(roomId)
    try {
      for (;;) {
        const next = all.find((out) => out.room_id === roomId && waits(out))
        if (!next) break
        await sendOnce(next).then(
          (stored) => (stored ? replace(next.client_message_id, { stored }) : remove(next)),
          (error) => refused(next, error),
        )
        if (over.signal.aborted) return
        tries = 0
      }
    } catch {
      if (over.signal.aborted) return
      clearTimeout(timer)
      timer = setTimeout(resume, retryAfter(tries++))
    } finally {
      working.delete(roomId)
    }
  }
  /** Also takes over sends that a closed tab left in storage. If that tab is still open, the server stores only one copy. */
  const resume = () => {
    const here = new Set(all.map(({ client_message_id }) => client_message_id))
    const more = readStored(storage).filter(({ client_message_id }) => !here.has(client_message_id))
    if (more.length > 0) set([...all, ...more].sort(earliestFirst))
    for (const roomId of new Set(all.filter(waits).map(({ room_id }) => room_id))) void work(roomId)
  }

  // A refused send disappears here once another tab removed it. One under way still gets its own answer.
  const unwatch = storage.watch((id, text) => {
    if (text === null && all.some((out) => out.client_message_id === id && out.refusal)) without(id)
  })

  return {
    get all() {
      return all
    },
    add(out: Omit<Outgoing, 'refusal' | 'stored'>) {
      const added: Outgoing = { ...out, refusal: null, stored: null }
      keep(added)
      set([...all, added])
      void work(out.room_id)
    },
    /** Sends a refused message again. */
    retry(id: string) {
      replace(id, { refusal: null })
      resume()
    },
    remove: (id: string) => remove({ client_message_id: id }),
    /** Call when a room was merged: its waiting and refused sends move to the surviving room. */
    move,
    /** Call with the `client_message_id`s that events have shown: they are no longer needed here. */
    seen(ids: ReadonlySet<string>) {
      if (all.some(({ client_message_id, stored }) => stored && ids.has(client_message_id)))
        set(all.filter((out) => !(out.stored && ids.has(out.client_message_id))))
    },
    /** Sends everything that waits now, e.g. after a reconnect. */
    resume,
    /** Sends nothing more. Stored sends stay for the same user's next queue. */
    stop() {
      over.abort()
      unwatch()
      clearTimeout(timer)
    },
  }
}

const rejectOnAbort = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

function readStored({ read }: Storage): Outgoing[] {
  return read()
    .flatMap(([, text]) => outgoingIn(text))
    .sort(earliestFirst)
}

/** Stored text may come from another version, or have been edited by hand. */
function outgoingIn(text: string): Outgoing[] {
  try {
    const out = JSON.parse(text)
    return typeof out?.client_message_id === 'string' ? [out] : []
  } catch {
    return []
  }
}

const earliestFirst = (a: Outgoing, b: Outgoing) => (a.created_at < b.created_at ? -1 : 1)
