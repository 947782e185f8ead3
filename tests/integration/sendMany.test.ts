import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { MAX_IN_FLIGHT } from '../../src/delivery/outbox.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openSending } from './sendingWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const world = await openSending()
afterAll(world.end)

test('more sends than may run in parallel are all sent, as earlier ones end', async () => {
  const wamids = Array.from({ length: MAX_IN_FLIGHT + 20 }, () => newWamid())
  await Promise.all(
    wamids.map((wamid) => world.take(from({ phone: newPhone(), name: 'Ana' }, 'Halo', { wamid }))),
  )
  const rooms = await Promise.all(wamids.map((wamid) => world.roomOf(wamid)))
  await world.sql`update channels set sends_per_second = 1000`
  const gate = Promise.withResolvers<null>()
  world.meta.answers(() => gate.promise)
  const first = rooms.slice(0, MAX_IN_FLIGHT)
  await Promise.all(first.map((room) => world.say(room, 'first')))
  await world.meta.until(() => world.meta.sends.length === MAX_IN_FLIGHT, 'as many as may be')
  // Each of these wakes an outbox that has its hands full, and reaches the server by a request of this process.
  for (const room of rooms.slice(MAX_IN_FLIGHT)) await world.say(room, 'late')
  expect(world.meta.sends.length).toBe(MAX_IN_FLIGHT)
  gate.resolve(null)
  await world.meta.until(() => world.meta.sends.length === rooms.length, 'the late ones')
})
