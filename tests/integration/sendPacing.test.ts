import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { graphError } from '../helpers/graphError.ts'
import type { GraphCall } from '../helpers/graphStandIn.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { openDeliveries, taken } from './deliveryWorld.ts'
import { openSending, type SendingWorld } from './sendingWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let world: SendingWorld
beforeAll(async () => {
  world = await openSending()
  // What was claimed, and what was put off until when: by the server's own clock, however long it takes to arrive.
  await world.sql.unsafe(`
    create table claims (message_id uuid, at timestamptz);
    create table delays (message_id uuid, tries int, seconds float8);
    create function watch() returns trigger language plpgsql as $$ begin
      if new.claim > old.claim then insert into claims values (new.message_id, new.claimed_at); end if;
      if new.tries > old.tries then
        insert into delays values (new.message_id, new.tries, extract(epoch from new.due_at - old.claimed_at));
      end if;
      return null;
    end $$;
    create trigger watch after update on outbox for each row execute function watch()`)
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
  const claims = await world.sql<{ at: Date }[]>`
    select at from claims where message_id = any(${ids}::uuid[]) order by at`
  const times = claims.map(({ at }) => at.getTime())
  expect(times).toHaveLength(30)
  for (const start of times)
    expect(times.filter((at) => at >= start && at < start + 1000).length).toBeLessThanOrEqual(20)
  // The median: a machine that was held up once or twice takes longer.
  const gaps = times.slice(1).map((at, index) => at - times[index]!)
  expect(gaps.toSorted((a, b) => a - b)[15]!).toBeLessThan(100)
  await pace(80)
})

test('a number that may send little holds no other back', async () => {
  const slow = '999000999'
  const wamid = newWamid()
  await world.take(from({ phone: newPhone() }, 'Halo', { wamid, channel: slow }))
  await pace(1, slow)
  const slowRoom = await world.roomOf(wamid)
  const waiting = await Promise.all(Array.from({ length: 12 }, () => world.say(slowRoom, 'slow')))
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
  world.meta.usable(() => false)
  await state('refused')
  const bulk: string[] = []
  for (const { id } of rooms) {
    const template = { room_id: id, templateName: 'hello', languageCode: 'id' }
    bulk.push((await world.ask('/send-template', template)).body.data.id)
  }
  const last = bulk.at(-1)!
  const answer = await world.say(elsewhere, 'answer')
  const after = await world.say(rooms.at(-1)!.id, 'after its template')
  world.meta.usable(() => true)
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
  const { sql, newRoom, say, claim, settle, end } = await openDeliveries()
  const room = await newRoom()
  await sql`update channels set sends_per_second = 2000`
  const ids: string[] = []
  for (let n = 0; n < 47; n++) ids.push(await say(room, `${n}`))
  const others = await say(await newRoom())
  /** What goes out at a moment, once Meta has all that went before. */
  const next = async (at: number) => {
    const jobs = await claim(at)
    for (const { messageId: message_id, attempt, claim } of jobs) {
      const { wamid } = taken()
      const accepted = { kind: 'accepted', wamid, at: new Date().toISOString() } as const
      await settle({ message_id, attempt, claim, ...accepted })
    }
    return jobs.map(({ messageId }) => messageId)
  }
  const now = Date.now() + 1000
  expect(await next(now)).toEqual([ids[0]!, others])
  for (const id of ids.slice(1, 45)) expect(await next(now)).toEqual([id])
  for (const [waited, id] of [
    [0, null],
    [5999, null],
    [6000, ids[45]],
    [11_999, null],
    [12_000, ids[46]],
  ] as const)
    expect(await next(now + waited)).toEqual(id ? [id] : [])
  await end()
})

test('Meta’s own refusal of a pair waits 4 s, then 16 s, and holds only that room', async () => {
  const room = await world.newRoom()
  world.meta.answers(({ body }) => (body.to === `+${room.phone}` ? graphError(131056) : null))
  const { id } = await world.say(room.id, 'too much')
  /** How long it is put off: from the claim that Meta refused, and from now. */
  const delays = async (tries: number) => {
    for (;;) {
      const [delay] = await world.sql<{ after: number; left: number }[]>`
        select d.seconds as after, extract(epoch from o.due_at - clock_timestamp())::float8 as left
          from delays d join outbox o using (message_id, tries) where message_id = ${id} and tries = ${tries}`
      if (delay) return delay
    }
  }
  const first = await delays(1)
  expect(first.after).toBeGreaterThanOrEqual(4)
  expect(first.left).toBeLessThanOrEqual(4.001)
  const elsewhere = await world.say((await world.newRoom()).id, 'x')
  await world.status(elsewhere.id, 'sent')
  const second = await delays(2)
  expect(second.after).toBeGreaterThanOrEqual(16)
  expect(second.left).toBeLessThanOrEqual(16.001)
  world.meta.answers(() => null)
})
