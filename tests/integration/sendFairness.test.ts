import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { openDeliveries } from './deliveryWorld.ts'

setDefaultTimeout(60_000)

const OTHER_NUMBER_ID = '999000999'

let world: Awaited<ReturnType<typeof openDeliveries>>
beforeAll(async () => {
  world = await openDeliveries()
})
afterAll(() => world.end())
beforeEach(async () => {
  await world.sql`delete from outbox`
  // The test before was some seconds ahead.
  await world.sql`update channel_pacing set at = now() - interval '1 minute'`
})

/** So many messages of a number, each in a room of its own. */
const queue = (phoneNumberId: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => world.say(await world.newRoom(phoneNumberId))),
  )
/** Every second so many places are free: less than either number may send. */
async function handOut(places: number, times: number) {
  const numbers: string[] = []
  const from = Date.now()
  for (let second = 1; second <= times; second++)
    for (const job of await world.claim(from + second * 1000, places))
      numbers.push(job.phoneNumberId)
  return numbers
}

test('a process busy with one number’s bulk still sends another number’s answer at once', async () => {
  await queue(PHONE_NUMBER_ID, 10)
  await world.sql`update outbox set priority = 1`
  await queue(OTHER_NUMBER_ID, 1)
  expect(await handOut(1, 2)).toEqual([OTHER_NUMBER_ID, PHONE_NUMBER_ID])
})

test('numbers with equal queues take turns, however few sends may be in flight', async () => {
  await Promise.all([PHONE_NUMBER_ID, OTHER_NUMBER_ID].map((number) => queue(number, 6)))
  const numbers = await handOut(1, 8)
  for (let pair = 0; pair < 8; pair += 2) expect(numbers[pair]).not.toBe(numbers[pair + 1])
})

test('one number takes no more than its share of the sends in flight', async () => {
  await Promise.all([PHONE_NUMBER_ID, OTHER_NUMBER_ID].map((number) => queue(number, 8)))
  await world.sql`update channels set sends_per_second = 1000`
  const numbers = await handOut(6, 1)
  expect(numbers.filter((number) => number === OTHER_NUMBER_ID)).toHaveLength(3)
  expect(numbers).toHaveLength(6)
})
