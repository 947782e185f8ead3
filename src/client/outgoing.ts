import type { Message } from '../protocol/message.ts'
import { mergedInto } from './rest.ts'
import { retryAfter } from './retry.ts'

/** A text that is sent. Files have a way of their own: they can't be kept over a reload. */
export type Outgoing = {
  client_message_id: string
  room_id: string
  text: string
  reply_to_wa_message_id: string | null
  /** ISO. */
  created_at: string
  /** Why the server refused it; null while it is on its way. */
  refusal: { code: string; message: string; reason: string | null } | null
  /** What the server stored: shown until its own event has come. */
  stored: Message | null
}

/** Each send under its own `client_message_id`, so that several tabs can keep theirs side by side. */
type Storage = {
  read: () => readonly [id: string, text: string][]
  keep: (id: string, text: string) => void
  drop: (id: string) => void
  /** Calls back when another tab keeps one, or drops it (null). @returns what stops it */
  watch: (elsewhere: (id: string, text: string | null) => void) => () => void
}

/** A request that has had no answer for so long will have none. */
const ANSWER_MS = 20_000

/** Refused for good: sending it again would be refused again. */
export class SendRefused extends Error {
  readonly refusal: NonNullable<Outgoing['refusal']>
  constructor(refusal: NonNullable<Outgoing['refusal']>) {
    super(refusal.message)
    this.name = 'SendRefused'
    this.refusal = refusal
  }
}

/**
 * Sends on their way to the server: in the order they were written in each room, kept over a reload, and sent again by
 * themselves until an answer comes. The server takes a `client_message_id` once, so again is never twice.
 * All of it is one user's: `stop` it before anybody else is signed in, and make another one.
 * @param send rejects with SendRefused for what is refused; what tells where its room lives on (`mergedInto`) is
 * sent there; whatever else it throws is tried again. Resolves to null for what is stored already, under the room's name
 * of before. The signal ends it when nobody may send it any more, or no answer comes
 */
export function createOutgoing(options: {
  send: (out: Outgoing, signal: AbortSignal) => Promise<Message | null>
  storage: Storage
  changed: () => void
  /** How long an answer is waited for, in milliseconds. */
  answerMs?: number
}) {
  const { storage, answerMs = ANSWER_MS } = options
  let all: readonly Outgoing[] = kept(storage)
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

  /** A request that hangs holds its room up: it is given up, and made again. */
  const sendOnce = (out: Outgoing) => {
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(answerMs)])
    return Promise.race([options.send(out, signal), givenUp(signal)])
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

  /** One after the other in a room: the next only when the one before it has been answered. */
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
  /** Also what another tab has left behind. One that is open sends it too, which is once. */
  const resume = () => {
    const here = new Set(all.map(({ client_message_id }) => client_message_id))
    const more = kept(storage).filter(({ client_message_id }) => !here.has(client_message_id))
    if (more.length > 0) set([...all, ...more].sort(earliestFirst))
    for (const roomId of new Set(all.filter(waits).map(({ room_id }) => room_id))) void work(roomId)
  }

  // What is refused here is over when another tab is done with it; what is under way has its own answer to come.
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
    /** What was refused, once more. */
    retry(id: string) {
      replace(id, { refusal: null })
      resume()
    },
    remove: (id: string) => remove({ client_message_id: id }),
    /** A room was merged: what waits in it, and what was refused there, goes on in the other one. */
    move,
    /** Its own event has shown it: nothing is awaited any more. */
    seen(ids: ReadonlySet<string>) {
      if (all.some(({ client_message_id, stored }) => stored && ids.has(client_message_id)))
        set(all.filter((out) => !(out.stored && ids.has(out.client_message_id))))
    },
    /** The connection is back: whatever waits is sent now. */
    resume,
    /** Nothing is sent from now on, and what is kept stays as it is: for the same user's next queue. */
    stop() {
      over.abort()
      unwatch()
      clearTimeout(timer)
    },
  }
}

const givenUp = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

function kept({ read }: Storage): Outgoing[] {
  return read()
    .flatMap(([, text]) => outgoingIn(text))
    .sort(earliestFirst)
}

/** What is kept may be of another version, or written by hand. */
function outgoingIn(text: string): Outgoing[] {
  try {
    const out = JSON.parse(text)
    return typeof out?.client_message_id === 'string' ? [out] : []
  } catch {
    return []
  }
}

const earliestFirst = (a: Outgoing, b: Outgoing) => (a.created_at < b.created_at ? -1 : 1)
