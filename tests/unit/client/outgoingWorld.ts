import { createOutgoing, type Outgoing } from '../../../src/client/outgoing.ts'
import { withOutgoing } from '../../../src/client/withOutgoing.ts'
import type { Message } from '../../../src/protocol/message.ts'

export const ROOM = '01a1fcae-8777-75bd-b715-fdbda480a2c1'
export const ME = '01a1fcae-8234-71f2-a325-231d9ccb3331'

let count = 0
export const written = (text: string, room_id = ROOM) => ({
  client_message_id: `c${++count}`,
  room_id,
  text,
  reply_to_wa_message_id: null,
  created_at: '2026-11-20T10:00:00.000Z',
})
export const storedOf = (out: Outgoing) =>
  ({
    ...withOutgoing([], [out], ME)[0]!,
    id: `stored ${out.text}`,
    seq: 7,
    status: 'pending',
  }) as Message

/** A browser's storage: each tab hears of what the others do. */
export function openStorage(kept: Record<string, string> = {}) {
  const entries = new Map(Object.entries(kept))
  const heard = new Map<object, (id: string, text: string | null) => void>()
  const tell = (from: object, id: string, text: string | null) => {
    for (const [tab, elsewhere] of heard) if (tab !== from) elsewhere(id, text)
  }
  return {
    texts: () => [...entries.values()].map((text) => JSON.parse(text).text as string).sort(),
    tab() {
      const tab = {
        read: () => [...entries],
        keep(id: string, text: string) {
          entries.set(id, text)
          tell(tab, id, text)
        },
        drop(id: string) {
          if (entries.delete(id)) tell(tab, id, null)
        },
        watch(elsewhere: (id: string, text: string | null) => void) {
          heard.set(tab, elsewhere)
          return () => void heard.delete(tab)
        },
      }
      return tab
    },
  }
}

/** A server that answers each send when the test lets it. */
export function openLine(tabs = openStorage(), answerMs?: number) {
  const asked: {
    out: Outgoing
    answer: (message?: Message | null) => void
    fail: (error: Error) => void
  }[] = []
  const memory = tabs.tab()
  const changed = { waiting: [] as (() => void)[] }
  const outgoing = createOutgoing({
    storage: memory,
    ...(answerMs && { answerMs }),
    changed: () => {
      for (const resolve of changed.waiting.splice(0)) resolve()
    },
    send: (out) =>
      new Promise<Message | null>((resolve, reject) => {
        asked.push({ out, answer: (message = storedOf(out)) => resolve(message), fail: reject })
        for (const wake of changed.waiting.splice(0)) wake()
      }),
  })
  return {
    outgoing,
    asked,
    tabs,
    /** Waits until something holds; woken by each change and each request. */
    async until(holds: () => boolean) {
      while (!holds()) await new Promise<void>((resolve) => changed.waiting.push(resolve))
    },
  }
}
