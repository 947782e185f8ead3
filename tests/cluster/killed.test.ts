import { expect, test } from 'bun:test'
import { expectNothingLost, setStage } from '../faults/scene.ts'
import { seeded } from '../faults/seeded.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { startPair } from '../helpers/pair.ts'

const KILLS = 6
const CONNECTIONS = 16

test('either of two processes is killed under load, again and again: the other keeps serving, and nothing is lost', async () => {
  const random = seeded('one of two killed')
  await using all = new AsyncDisposableStack()
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  const pair = all.use(await startPair(cluster.url, {}, { shared: true }))
  const stage = await setStage(
    random,
    { url: pair.url, databaseUrl: cluster.url, customers: 100 },
    all,
  )
  // A dashboard at each process, and one that nginx sends to either.
  for (const which of [0, 1]) await stage.look(pair.server(which).url)
  const postman = stage.load(CONNECTIONS)
  for (let kill = 0; kill < KILLS; kill++) {
    const which = kill < 2 ? kill : random.below(2)
    await postman.acks(50 + random.below(500))
    await Bun.sleep(random.next() * 30)
    await pair.server(which).end('SIGKILL')
    // Load goes on without waiting for the restart.
    await postman.acks(200)
    await pair.relaunch(which)
  }
  await postman.acks(200)
  await postman.finish()

  const { stored, rooms } = await expectNothingLost(stage, postman.acked)
  const refused = postman.attempts.filter(({ status }) => status !== 200)
  expect(refused.filter(({ status }) => ![502, 504].includes(status ?? 0))).toEqual([])
  const back = stage.dashboards.map((dashboard) => dashboard.connections())
  expect(back.slice(1).every((times) => times > 1)).toBe(true)
  console.log(
    `${KILLS} kills: ${stored} messages in ${rooms} rooms; of ${postman.attempts.length} deliveries ` +
      `nginx refused ${refused.length}; dashboards connected ${back.join(', ')} times`,
  )
}, 240_000)
