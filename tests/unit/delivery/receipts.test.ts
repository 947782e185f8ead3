import { beforeEach, describe, expect, test } from 'bun:test'
import { createReceipts } from '../../../src/delivery/receipts.ts'
import type { EventRow } from '../../../src/domain/event.ts'
import type { Sql } from '../../../src/store/database.ts'

const AT_ONCE = 32
const MOST_WAITING = 1_000

let clock: number
/** Calls that Meta has not answered yet, by the message that they are about. */
let open: { wamid: string; typing: boolean; answer: () => void }[]
let receipts: ReturnType<typeof createReceipts>
beforeEach(() => {
  clock = Date.now()
  open = []
  receipts = createReceipts({
    // Every room's customer wrote last in a message that is named after it.
    sql: (async (_: TemplateStringsArray, room: string) => [
      {
        phoneNumberId: '1',
        wamid: room,
        at: new Date(clock).toISOString(),
        sendReadReceipts: true,
        sendTyping: true,
      },
    ]) as unknown as Sql,
    graph: {
      markRead: (_, wamid, typing) =>
        new Promise((resolve) => open.push({ wamid, typing, answer: () => resolve(true) })),
    },
    now: () => clock,
    log: { warn: () => expect.unreachable() },
  })
})

/** A round of the event loop: whatever can begin has begun. */
const round = () => new Promise<void>((resolve) => setImmediate(resolve))
/** Meta answers all, until nothing is left to be told. @returns the messages that it was told about */
async function answerAll(): Promise<string[]> {
  const told: string[] = []
  for (await round(); open.length > 0; await round()) {
    expect(open.length).toBeLessThanOrEqual(AT_ONCE)
    for (const { wamid, answer } of open.splice(0)) {
      told.push(wamid)
      answer()
    }
  }
  return told
}
const readMany = (count: number) => {
  const rooms = Array.from({ length: count }, (_, index) => `room ${index}`)
  for (const room of rooms) receipts.read(room)
  return rooms
}
const answerIn = (roomId: string) =>
  receipts.note({ kind: 'message', roomId, data: { direction: 'outgoing' } } as EventRow)

describe('read receipts and typing indicators', () => {
  test('uses few parallel requests, however many rooms are read, and serves all of them', async () => {
    const rooms = readMany(500)
    await round()
    expect(open.length).toBe(AT_ONCE)
    expect(await answerAll()).toEqual(rooms)
  })

  test('is sent once for a room that is read again while it waits', async () => {
    readMany(AT_ONCE)
    for (let times = 0; times < 3; times++) receipts.read('again')
    expect((await answerAll()).filter((wamid) => wamid === 'again')).toEqual(['again'])
  })

  test('is dropped, the oldest first, when too many wait', async () => {
    const rooms = readMany(5_000)
    const told = await answerAll()
    expect(told.slice(0, AT_ONCE)).toEqual(rooms.slice(0, AT_ONCE))
    expect(told.at(-1)).toBe(rooms.at(-1)!)
    expect(told.length).toBeGreaterThanOrEqual(MOST_WAITING)
    expect(told.length).toBeLessThanOrEqual(AT_ONCE + MOST_WAITING * 1.1)
  })

  test('shows no typing any more after an answer, or after its time', async () => {
    readMany(AT_ONCE)
    for (const room of ['answered', 'late', 'typed again']) receipts.typing(room)
    answerIn('answered')
    clock += 20_000
    receipts.typing('typed again')
    const told = await answerAll()
    expect(told.slice(AT_ONCE)).toEqual(['typed again'])
  })

  test('is finished at shutdown if it has begun', async () => {
    readMany(AT_ONCE + 10)
    await round()
    const stopped = receipts.idle()
    expect(await answerAll()).toHaveLength(AT_ONCE)
    await stopped
  })
})
