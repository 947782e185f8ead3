import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { deliver } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openBulk } from './bulkWorld.ts'
import { expectConsistent, from, hook, newBsuid, type Who } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, second, stop } = await openBulk()
afterAll(stop)

/** A shuffle that can be done again: its seed is in the test's title. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return list
    .map((value) => ({ value, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}

describe('60 concurrent first messages from one new customer, with 20 redeliveries among them', () => {
  const phone = newPhone
  const people: [string, () => (turn: number) => Who][] = [
    [
      'with a phone',
      () => {
        const who = { phone: phone(), name: 'Ana' }
        return () => who
      },
    ],
    [
      'with a business-scoped id only',
      () => {
        const who = { bsuid: newBsuid(), name: 'Ana' }
        return () => who
      },
    ],
    [
      'half of them with the phone only, half with the business-scoped id too',
      () => {
        const who = { phone: phone(), bsuid: newBsuid(), name: 'Ana' }
        return (turn) => (turn % 2 === 0 ? who : { ...who, bsuid: undefined })
      },
    ],
  ]
  for (const [described, makeWho] of people) {
    for (const processes of [1, 2]) {
      const seed = Date.now() % 1_000_000
      test(`${described}, taken by ${processes} process(es), make one room, one new_room_complete, 60 messages and counts of 60 (seed ${seed})`, async () => {
        const whoOf = makeWho()
        const wamids = Array.from({ length: 60 }, newWamid)
        const bodies = wamids.map((wamid, turn) =>
          hook(from(whoOf(turn), `message ${turn}`, { wamid })),
        )
        const deliveries = shuffled([...bodies, ...shuffled(bodies, seed).slice(0, 20)], seed)
        const urls = [inbox.server.url, second.url].slice(0, processes)
        const answers = await Promise.all(
          deliveries.map((body, turn) => deliver(urls[turn % urls.length]!, body)),
        )
        expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200))
        await inbox.settled()

        const id = await inbox.roomOf(wamids[0]!)
        const room = await inbox.room(id)
        expect(room).toMatchObject({ message_count: 60, unread_count: 60, room_title: 'Ana' })
        const messages = await inbox.messages(id)
        expect(messages.map((one) => one.wa_message_id).sort()).toEqual([...wamids].sort())
        expect(messages.map((one) => one.seq).sort((a, b) => a - b)).toEqual(
          wamids.map((_, turn) => turn + 1),
        )
        const seen = inbox.seenOf(id)
        const born = seen.filter(({ event }) => event === 'new_room_complete')
        const news = seen.filter(({ event }) => event === 'new_message')
        expect(born.map(({ payload }) => payload.message_count)).toEqual([1])
        expect(news.map(({ payload }) => payload.room.message_count)).toEqual(
          wamids.slice(1).map((_, turn) => turn + 2),
        )
        expect(news.at(-1)!.payload.room).toMatchObject({ unread_count: 60, message_count: 60 })
        expect(news.map(({ payload }) => payload.seq)).toEqual(
          wamids.slice(1).map((_, turn) => turn + 2),
        )
        await expectConsistent(inbox.sql)
      })
    }
  }

  const seed = Date.now() % 1_000_000
  test(`with phone, with business-scoped id and with both, on two processes, end in one room with all 60 messages (seed ${seed})`, async () => {
    const who = { phone: newPhone(), bsuid: newBsuid() }
    const kinds: Who[] = [who, { phone: who.phone }, { bsuid: who.bsuid }]
    const wamids = Array.from({ length: 60 }, newWamid)
    const bodies = wamids.map((wamid, turn) =>
      hook(from({ ...kinds[turn % 3], name: 'Ana' }, `message ${turn}`, { wamid })),
    )
    const deliveries = shuffled([...bodies, ...shuffled(bodies, seed).slice(0, 20)], seed)
    const urls = [inbox.server.url, second.url]
    const answers = await Promise.all(
      deliveries.map((body, turn) => deliver(urls[turn % 2]!, body)),
    )
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200))
    const id = await inbox.roomOf(wamids[0]!)
    expect(await inbox.room(id)).toMatchObject({
      message_count: 60,
      unread_count: 60,
      contact: { phone: who.phone, user_id: who.bsuid },
    })
    expect((await inbox.messages(id)).length).toBe(60)
    await expectConsistent(inbox.sql)
  })
})
