import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { graphError } from '../helpers/graphError.ts'
import type { GraphCall } from '../helpers/graphStandIn.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { openSending, type SendingWorld } from './sendingWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let world: SendingWorld
beforeAll(async () => {
  world = await openSending()
})
afterAll(() => world.end())

const pace = (sends_per_second: number, phoneNumberId = PHONE_NUMBER_ID) =>
  world.sql`update channels set sends_per_second = ${sends_per_second} where phone_number_id = ${phoneNumberId}`
const messageOf = ({ body }: GraphCall) => String(body.biz_opaque_callback_data).split('.')[0]!
const arrivals = (ids: readonly string[]) =>
  world.meta.sends.filter((call) => ids.includes(messageOf(call)))

test('no number sends more in any second than it may, and not much less', async () => {
  const rooms = await Promise.all(Array.from({ length: 30 }, () => world.newRoom()))
  await pace(20)
  const ids = (await Promise.all(rooms.map(({ id }) => world.say(id, 'x')))).map(({ id }) => id)
  for (const id of ids) await world.status(id, 'sent')
  const times = arrivals(ids).map(({ at }) => at)
  // A claim leaves at its own time; the call arrives some moments later.
  for (const start of times)
    expect(times.filter((at) => at >= start && at < start + 900).length).toBeLessThanOrEqual(20)
  expect(times.at(-1)! - times[0]!).toBeLessThan(3000)
  await pace(80)
})

test('a number that may send little holds no other back', async () => {
  const slow = '999000999'
  const wamid = newWamid()
  await world.take(from({ phone: newPhone() }, 'Halo', { wamid, channel: slow }))
  await pace(1, slow)
  const slowRoom = await world.roomOf(wamid)
  const waiting = await Promise.all(Array.from({ length: 4 }, () => world.say(slowRoom, 'slow')))
  const room = await world.newRoom()
  const { id } = await world.say(room.id, 'quick')
  await world.status(id, 'sent')
  // They were asked for side by side: which of them is first, nobody knows.
  const theirs = await Promise.all(waiting.map(({ id }) => world.until(id, () => true)))
  expect(theirs.filter(({ status }) => status === 'pending').length).toBeGreaterThan(0)
})

test('[O2] answers go before bulk, and take along the bulk that is before them in their own room', async () => {
  const state = (to: string) =>
    world.sql`update channels set state = ${to} where phone_number_id = ${PHONE_NUMBER_ID}`
  const rooms = await Promise.all(Array.from({ length: 20 }, () => world.newRoom()))
  const elsewhere = (await world.newRoom()).id
  // One at a time, and none of them before all are there.
  await pace(10)
  await state('refused')
  const bulk: string[] = []
  for (const { id } of rooms) {
    const template = { room_id: id, templateName: 'hello', languageCode: 'id' }
    bulk.push((await world.ask('/send-template', template)).body.data.id)
  }
  const last = bulk.at(-1)!
  const answer = await world.say(elsewhere, 'answer')
  const after = await world.say(rooms.at(-1)!.id, 'after its template')
  await state('ok')
  const all = [...bulk, answer.id, after.id]
  for (const id of all) await world.status(id, 'sent')
  const order = arrivals(all).map(messageOf)
  expect(order.indexOf(last)).toBeLessThan(order.indexOf(after.id))
  for (const id of [answer.id, last, after.id])
    expect(order.indexOf(id)).toBeLessThan(order.length / 2)
  await pace(80)
})

test('a pair of number and customer gets 45 at once, then one in 6 s', async () => {
  const room = await world.newRoom()
  await pace(1000)
  const ids: string[] = []
  for (let n = 0; n < 46; n++) ids.push((await world.say(room.id, `${n}`)).id)
  await world.status(ids[44]!, 'sent')
  const other = await world.say((await world.newRoom()).id, 'other')
  await world.status(other.id, 'sent')
  expect(arrivals(ids)).toHaveLength(45)
  const [job] = await world.sql<{ wait: number }[]>`
    select extract(epoch from due_at - clock_timestamp())::float8 as wait from outbox where message_id = ${ids[45]!}`
  expect(job!.wait).toBeGreaterThan(0)
  expect(job!.wait).toBeLessThanOrEqual(6.001)
  await world.status(ids[45]!, 'sent')
  await pace(80)
})

test('Meta’s own refusal of a pair waits 4 s, then 16 s, and holds only that room', async () => {
  const room = await world.newRoom()
  world.meta.answers(({ body }) => (body.to === `+${room.phone}` ? graphError(131056) : null))
  const { id } = await world.say(room.id, 'too much')
  const waits = async (tries: number) => {
    for (;;) {
      const [job] = await world.sql<{ tries: number; wait: number }[]>`
        select tries, extract(epoch from due_at - clock_timestamp())::float8 as wait from outbox where message_id = ${id}`
      if (job!.tries >= tries) return job!.wait
    }
  }
  const first = await waits(1)
  expect(first).toBeGreaterThan(3)
  expect(first).toBeLessThanOrEqual(4.001)
  const elsewhere = await world.say((await world.newRoom()).id, 'x')
  await world.status(elsewhere.id, 'sent')
  const second = await waits(2)
  expect(second).toBeGreaterThan(15)
  expect(second).toBeLessThanOrEqual(16.001)
  world.meta.answers(() => null)
})
