import { expect, test } from 'bun:test'
import { connect } from '../helpers/client.ts'
import { follow } from './follower.ts'
import { openRawClient, openRawPoller } from './rawClient.ts'
import { expectNothingLost, openScene, type Scene } from './scene.ts'
import { seeded } from './seeded.ts'
import { residentKb } from './serverProcess.ts'

const BATCH = 25
/** In sum far more than the kernel's buffers of all clients' connections (up to 10 MB each). */
const SLOW_CLIENTS = 6
const TEXT_LENGTH = 4000
const FLOOD = 6000
const MAX_GROWTH_KB = 100 * 1024

test('clients that stop reading are disconnected, never skipped: memory stays bounded, others get everything, and they catch up by their cursors', async () => {
  await using scene = await openScene(seeded('slow clients'), {
    customers: 50,
    textLength: TEXT_LENGTH,
  })
  const { url, people } = scene
  const acked = new Set<string>()
  await flood(scene, acked, () => acked.size >= 2000)
  const slow = await Promise.all(
    Array.from({ length: SLOW_CLIENTS }, () => openRawClient(url, { token: people.admin.token })),
  )
  await flood(scene, acked, () => acked.size >= 2200)
  for (const client of slow) {
    await client.until(() => client.events.length > 0, 'a first event')
    client.stopReading()
  }

  const growthKb = await flood(scene, acked, () => acked.size >= 2200 + FLOOD)
  await expectNothingLost(scene, acked)
  expect(growthKb).toBeLessThan(MAX_GROWTH_KB)
  expect(scene.dashboard.connections()).toBe(1)
  for (const client of slow) {
    await client.readToTheEnd()
    await expectTheRest(scene, client.events)
  }
  const heard = slow.map(({ bytes }) => (bytes() / 1e6).toFixed(1)).join(', ')
  console.log(`cut off after ${heard} MB; the server grew by ${Math.round(growthKb / 1024)} MB`)
}, 240_000)

test('a polling client that stops polling is disconnected too, and catches up by its cursor', async () => {
  await using scene = await openScene(seeded('slow poller'), { customers: 50 })
  const { url, people } = scene
  const acked = new Set<string>()
  const slow = await openRawPoller(url, { token: people.admin.token })
  const other = await follow(url, people.admin.token, { transports: ['polling'] })
  await flood(scene, acked, () => acked.size >= 25)
  await slow.poll()

  // A client with 2,000 queued packets is noticed within a second.
  const began = performance.now()
  await flood(scene, acked, () => acked.size >= 4000 && performance.now() > began + 2500)
  await expectNothingLost(scene, acked)
  await other.until(() => other.sightings.length === scene.dashboard.sightings.length, 'all of it')
  await other.leave()
  await slow.pollToTheEnd()
  await expectTheRest(scene, slow.events)
  console.log(`cut off after ${slow.events.length} of ${scene.dashboard.sightings.length} events`)
}, 240_000)

/** Delivers batches until `enough`. @returns by how much the server's memory grew */
async function flood(scene: Scene, acked: Set<string>, enough: () => boolean): Promise<number> {
  const { pid } = scene.server()
  const before = await residentKb(pid)
  let peak = before
  const postman = scene.load(2, () => scene.traffic.batch(BATCH))
  while (!enough()) {
    await postman.acks(1)
    peak = Math.max(peak, await residentKb(pid))
    for (const wamid of postman.acked) acked.add(wamid)
  }
  await postman.finish()
  for (const wamid of postman.acked) acked.add(wamid)
  return peak - before
}

/** Asserts that what a disconnected client got has no gap, and that its cursor brings all the rest. */
async function expectTheRest(scene: Scene, seen: readonly { eventId: number }[]) {
  const first = seen[0]!.eventId
  const cursor = seen.at(-1)!.eventId
  const all = scene.dashboard.sightings.map(({ eventId }) => eventId)
  const before = seen.map(({ eventId }) => eventId)
  const from = all.indexOf(first)
  expect(before.length).toBeLessThan(all.length - from)
  expect(before).toEqual(all.slice(from, from + before.length))

  const again = await connect(scene.url, {
    token: scene.people.admin.token,
    last_event_id: cursor,
  })
  expect(again.durable().map(({ payload }) => payload.event_id)).toEqual(
    all.slice(from + before.length),
  )
  expect(again.faults).toEqual([])
  again.close()
}
