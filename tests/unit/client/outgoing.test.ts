import { describe, expect, test } from 'bun:test'
import { createOutgoing, type Outgoing, SendRefused } from '../../../src/client/outgoing.ts'
import { withOutgoing } from '../../../src/client/withOutgoing.ts'
import type { Message } from '../../../src/protocol/message.ts'

const ROOM = '01a1fcae-8777-75bd-b715-fdbda480a2c1'
const ME = '01a1fcae-8234-71f2-a325-231d9ccb3331'

let count = 0
const written = (text: string, room_id = ROOM) => ({
  client_message_id: `c${++count}`,
  room_id,
  text,
  reply_to_wa_message_id: null,
  created_at: '2026-11-20T10:00:00.000Z',
})
const storedOf = (out: Outgoing) =>
  ({
    ...withOutgoing([], [out], ME)[0]!,
    id: `stored ${out.text}`,
    seq: 7,
    status: 'pending',
  }) as Message

/** A browser's storage: each tab hears of what the others do. */
function openStorage(kept: Record<string, string> = {}) {
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
function openLine(tabs = openStorage(), answerMs?: number) {
  const asked: {
    out: Outgoing
    answer: (message?: Message) => void
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
      new Promise<Message>((resolve, reject) => {
        asked.push({ out, answer: (message) => resolve(message ?? storedOf(out)), fail: reject })
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

describe('what is on its way', () => {
  test('goes out in the order it was written, one after the other in a room, rooms side by side', async () => {
    const { outgoing, asked, until } = openLine()
    outgoing.add(written('one'))
    outgoing.add(written('two'))
    outgoing.add(written('elsewhere', ME))
    await until(() => asked.length === 2)
    expect(asked.map(({ out }) => out.text)).toEqual(['one', 'elsewhere'])
    asked[0]!.answer()
    await until(() => asked.length === 3)
    expect(asked[2]!.out.text).toBe('two')
  })

  test('is sent again with the same client_message_id when no answer came', async () => {
    const { outgoing, asked, until } = openLine()
    const one = written('one')
    outgoing.add(one)
    await until(() => asked.length === 1)
    asked[0]!.fail(new TypeError('no network'))
    await until(() => asked.length === 2)
    expect(asked[1]!.out.client_message_id).toBe(one.client_message_id)
  })

  test('that hangs is given up and sent again, and holds up what was written after it no longer', async () => {
    const { outgoing, asked, until } = openLine(openStorage(), 10)
    outgoing.add(written('hangs'))
    outgoing.add(written('next'))
    await until(() => asked.length >= 2)
    expect(asked[1]!.out.text).toBe('hangs')
    asked[1]!.answer()
    await until(() => asked.at(-1)!.out.text === 'next')
    outgoing.stop()
  })

  test('survives a reload, unless it was answered before', async () => {
    const before = openLine()
    before.outgoing.add(written('answered'))
    before.outgoing.add(written('waits'))
    await before.until(() => before.asked.length === 1)
    before.asked[0]!.answer()
    await before.until(() => before.asked.length === 2)
    const after = openLine(before.tabs)
    after.outgoing.resume()
    await after.until(() => after.asked.length === 1)
    expect(after.asked.map(({ out }) => out.text)).toEqual(['waits'])
  })

  test('that is refused stays with its reason, holds nobody back, and is sent again only by hand', async () => {
    const { outgoing, asked, until } = openLine()
    const refused = written('late')
    outgoing.add(refused)
    outgoing.add(written('next'))
    await until(() => asked.length === 1)
    const refusal = { code: 'unprocessable', message: 'Closed.', reason: 'window_closed' }
    asked[0]!.fail(new SendRefused(refusal))
    await until(() => asked.length === 2)
    expect(outgoing.all[0]).toMatchObject({ text: 'late', refusal })
    asked[1]!.answer()
    await until(() => outgoing.all[1]?.stored !== null)
    expect(asked).toHaveLength(2)
    outgoing.retry(refused.client_message_id)
    await until(() => asked.length === 3)
    outgoing.remove(refused.client_message_id)
    expect(outgoing.all.map(({ text }) => text)).toEqual(['next'])
  })

  test('is nothing of the next user’s: once stopped it sends and writes nothing, and its own user’s next queue goes on', async () => {
    const { outgoing, asked, tabs, until } = openLine()
    outgoing.add(written('mine'))
    await until(() => asked.length === 1)
    const kept = tabs.texts()
    outgoing.stop()
    asked[0]!.answer()
    outgoing.resume()
    outgoing.add(written('late'))
    expect(asked).toHaveLength(1)
    expect(tabs.texts()).toEqual(kept)
    const after = openLine(tabs)
    after.outgoing.resume()
    await after.until(() => after.asked.length === 1)
    expect(after.asked[0]!.out.text).toBe('mine')
  })

  test('of two tabs stands side by side; what a tab that is gone left behind is sent by the other, in order', async () => {
    const one = openLine()
    const other = openLine(one.tabs)
    one.outgoing.add({ ...written('first'), created_at: '2026-11-20T09:00:00.000Z' })
    other.outgoing.add(written('second'))
    expect(one.tabs.texts()).toEqual(['first', 'second'])
    one.outgoing.stop()
    other.outgoing.resume()
    expect(other.outgoing.all.map(({ text }) => text)).toEqual(['first', 'second'])
    await other.until(() => other.asked.length === 1)
    other.asked[0]!.answer()
    await other.until(() => other.asked.length === 2)
    other.asked[1]!.answer()
    await other.until(() => other.outgoing.all.every(({ stored }) => stored !== null))
    expect(one.tabs.texts()).toEqual([])
  })

  test('that was refused, and was removed in another tab, is removed', async () => {
    const one = openLine()
    const refused = written('late')
    one.outgoing.add(refused)
    await one.until(() => one.asked.length === 1)
    one.asked[0]!.fail(new SendRefused({ code: 'unprocessable', message: 'No.', reason: null }))
    await one.until(() => one.outgoing.all[0]?.refusal !== null)
    const other = openLine(one.tabs)
    expect(other.outgoing.all).toMatchObject([{ text: 'late', refusal: { message: 'No.' } }])
    other.outgoing.remove(refused.client_message_id)
    expect(one.outgoing.all).toEqual([])
  })

  test('whatever is kept that cannot be read is nothing', () => {
    for (const kept of ['{', '{}', 'null', '5'])
      expect(openLine(openStorage({ c0: kept })).outgoing.all).toEqual([])
  })
})

describe('among the messages of a room', () => {
  const out = (text: string): Outgoing => ({ ...written(text), refusal: null, stored: null })

  test('it stands after all others, the newest first, and is pending or failed', () => {
    const [one, two] = [
      out('one'),
      { ...out('two'), refusal: { code: 'x', message: 'No.', reason: null } },
    ]
    const shown = withOutgoing([storedOf(out('before'))], [one, two], ME)
    expect(shown.map(({ content_text, status }) => [content_text, status])).toEqual([
      ['two', 'failed'],
      ['one', 'pending'],
      ['before', 'pending'],
    ])
  })

  test('it is shown once at every moment: on its way, answered, and told by its event', () => {
    const one = out('one')
    const answered = { ...one, stored: storedOf(one) }
    for (const [items, sent] of [
      [[], [one]],
      [[], [answered]],
      [[storedOf(one)], [one]],
      [[storedOf(one)], [answered]],
      [[storedOf(one)], []],
    ] as [Message[], Outgoing[]][]) {
      expect(withOutgoing(items, sent, ME).map(({ content_text }) => content_text)).toEqual(['one'])
    }
  })

  test('its event ends it once the answer has come, and not before', async () => {
    const { outgoing, asked, until } = openLine()
    const one = written('one')
    outgoing.add(one)
    outgoing.seen(new Set([one.client_message_id]))
    expect(outgoing.all).toHaveLength(1)
    await until(() => asked.length === 1)
    asked[0]!.answer()
    await until(() => outgoing.all[0]?.stored !== null)
    outgoing.seen(new Set([one.client_message_id]))
    expect(outgoing.all).toEqual([])
  })
})
