import { expect, test } from 'bun:test'
import { openLightClient } from './lightClient.ts'
import { expectNothingLost, openScene } from './scene.ts'
import { seeded } from './seeded.ts'

const CLIENTS = process.env.FAULTS_LONG === '1' ? 2000 : 500
/** Messages that clients get before the kill, and that they miss after it. */
const HEARD = 20
const BACK_WITHIN_MS = 30_000

test(`the server is killed and ${CLIENTS} clients come back at once: all catch up by their cursors without a gap while webhooks come in`, async () => {
  await using scene = await openScene(seeded('storm'), { customers: 50 })
  let wake = () => {}
  const clients = Array.from({ length: CLIENTS }, () =>
    openLightClient(scene.url, scene.people.admin.token, () => wake()),
  )
  using _ = { [Symbol.dispose]: () => clients.forEach((client) => void client.close()) }
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>((resolve) => (wake = resolve))
  }
  const allReady = () => clients.every((client) => client.ready())
  await until(allReady)
  const first = scene.dashboard.sightings.length
  const hear = async () => {
    const postman = scene.load(2, scene.traffic.single)
    await postman.acks(HEARD)
    await postman.finish()
    return postman.acked
  }
  const acked = await hear()
  await scene.server().end('SIGKILL')
  const killedAt = performance.now()
  await until(() => !clients.some((client) => client.ready()))
  let readyAt = 0
  const relaunched = scene.relaunch().then(() => {
    readyAt = performance.now()
  })
  // Webhooks come in from the first moment of the storm.
  let backAt = 0
  const back = until(allReady).then(() => {
    backAt = performance.now()
  })
  const [during] = await Promise.all([hear(), back])
  await relaunched
  const backMs = Math.max(0, backAt - readyAt)
  const after = await hear()
  await expectNothingLost(scene, acked.union(during).union(after))

  const all = scene.dashboard.sightings.slice(first).map(({ eventId }) => eventId)
  await until(() => clients.every(({ ids }) => ids.length >= all.length))
  const different = clients.filter(({ ids }) => ids.join() !== all.join())
  expect(different.map(({ ids }) => ids)).toEqual([])
  expect(clients.reduce((sum, client) => sum + client.resyncs(), 0)).toBe(0)
  expect(backMs).toBeLessThan(BACK_WITHIN_MS)
  console.log(
    `the server was ready ${Math.round(readyAt - killedAt)} ms after its end, the last of ${CLIENTS} clients ` +
      `was back after ${Math.round(backAt - killedAt)} ms`,
  )
}, 240_000)
