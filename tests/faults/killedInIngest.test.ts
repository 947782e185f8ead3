import { expect, test } from 'bun:test'
import { difference, readLedger } from './ledger.ts'
import { expectNothingLost, openScene } from './scene.ts'
import { seeded } from './seeded.ts'

const KILLS = 16
const CONNECTIONS = 32

test('killed in the middle of ingest and restarted: everything answered 200 is stored once, and each client gets it once, in order', async () => {
  const random = seeded('killed in ingest')
  await using scene = await openScene(random, { customers: 100 })
  const postman = scene.load(CONNECTIONS)
  let unanswered = 0
  for (let kill = 0; kill < KILLS; kill++) {
    await postman.acks(100 + random.below(1500))
    await scene.dashboard.until(() => scene.dashboard.connections() > kill, 'its return')
    // After a random delay, so that the kill hits any step of a group.
    await Bun.sleep(random.next() * 30)
    await scene.server().end('SIGKILL')
    const stored = (await readLedger(scene.cluster.url)).messages.map(({ wamid }) => wamid)
    expect(difference(postman.acked, stored).missing).toEqual([])
    unanswered += stored.length - scene.known.size - postman.acked.size
    await scene.relaunch()
  }
  await postman.acks(200)
  await postman.finish()

  const { stored, rooms } = await expectNothingLost(scene, postman.acked)
  const statuses = new Set(postman.attempts.map(({ status }) => status))
  expect([...statuses].every((status) => status === 200 || status === null)).toBe(true)
  expect(scene.dashboard.connections()).toBeGreaterThan(KILLS)
  const cut = postman.attempts.filter(({ status }) => status === null).length
  console.log(
    `${KILLS} kills: ${stored} messages in ${rooms} rooms, ${cut} tries cut off, ${unanswered} stored but not answered`,
  )
}, 240_000)
