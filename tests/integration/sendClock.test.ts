import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { clampFutureTimes } from '../../src/store/outbox.ts'
import { openDeliveries, taken } from './deliveryWorld.ts'

setDefaultTimeout(60_000)

let world: Awaited<ReturnType<typeof openDeliveries>>
beforeAll(async () => {
  world = await openDeliveries()
})
afterAll(() => world.end())

const TEN_MINUTES = 600_000
const ids = (jobs: readonly { messageId: string }[]) => jobs.map(({ messageId }) => messageId)

test('a clock that goes back stops neither its number, nor the customers who were written to while it was ahead', async () => {
  const [room, other] = [await world.newRoom(), await world.newRoom()]
  const early = await world.say(room)
  const [job] = await world.claim(Date.now() + TEN_MINUTES)
  expect(job!.messageId).toBe(early)
  const { messageId: message_id, attempt, claim } = job!
  await world.settle({
    message_id,
    attempt,
    claim,
    ...{ kind: 'accepted', wamid: taken().wamid, at: new Date().toISOString() },
  })
  const late = [await world.say(room), await world.say(other)]
  // A second of the number's pace each: its bucket counts on from now.
  const now = Date.now() + 1000
  expect(ids([...(await world.claim(now)), ...(await world.claim(now + 1000))]).sort()).toEqual(
    late.sort(),
  )
})

test('what waits for a clock that was ahead goes out as soon as it is looked for; what waits by its own time goes on waiting', async () => {
  const [ahead, own, pair] = await Promise.all(
    [1, 2, 3].map(async () => world.say(await world.newRoom())),
  )
  const inMs = (ms: number) => new Date(Date.now() + ms)
  const put = (id: string, due: Date, tries: number) =>
    world.sql`update outbox set due_at = ${due}, tries = ${tries} where message_id = ${id}`
  await put(ahead!, inMs(TEN_MINUTES), 0)
  await put(own!, inMs(60_000), 1)
  await put(pair!, inMs(64_000), 5)
  const before = await Promise.all([own!, pair!].map(world.job))
  await clampFutureTimes(world.sql, Date.now())
  expect((await world.job(ahead!))!.due_at.getTime()).toBeLessThanOrEqual(Date.now())
  expect(await Promise.all([own!, pair!].map(world.job))).toEqual(before)
})

test('an attempt that was abandoned while the clock was ahead holds its room no longer than any other', async () => {
  const id = await world.say(await world.newRoom())
  await world.claim(Date.now() + TEN_MINUTES)
  expect((await world.job(id))!.state).toBe('flying')
  const delivery = world.deliver({ times: { heldMs: 300, lostMs: 600 } })
  await world.status(id, 'unknown')
  await delivery.stop()
})
