import { expect, test } from 'bun:test'
import { expectNothingLost, setStage } from '../faults/scene.ts'
import { seeded } from '../faults/seeded.ts'
import { childrenOf, freePort, launchServer } from '../faults/serverProcess.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { startPair } from '../helpers/pair.ts'
import { startRedis } from './programs.ts'

const CONNECTIONS = 16
/** How long nginx avoids a server that did not answer: more than 2 s (deploy/nginx.conf), counted in whole seconds. */
const FAIL_TIMEOUT_MS = 3200

test('a rolling restart behind nginx: every delivery is answered 200, and nothing is missed', async () => {
  await using all = new AsyncDisposableStack()
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  const pair = all.use(await startPair(cluster.url, {}, { shared: true }))
  const size = { url: pair.url, databaseUrl: cluster.url, customers: 100 }
  const stage = await setStage(seeded('rolling restart'), size, all)
  for (const which of [0, 1]) await stage.look(pair.server(which).url)
  const postman = stage.load(CONNECTIONS)
  for (const which of [0, 1]) {
    await postman.acks(300)
    expect(await pair.server(which).end('SIGTERM')).toBe(0)
    await postman.acks(300)
    await pair.relaunch(which)
    await Bun.sleep(FAIL_TIMEOUT_MS)
  }
  await postman.acks(300)
  await postman.finish()
  await expectNothingLost(stage, postman.acked)
  expect(postman.attempts.filter(({ status }) => status !== 200)).toEqual([])
}, 240_000)

test('WORKERS on one port: one that is killed is replaced, SIGHUP replaces all, and nothing is lost', async () => {
  await using all = new AsyncDisposableStack()
  const { cluster, leader } = await startWorkers(all)
  const size = { url: leader.url, databaseUrl: cluster.url, customers: 100 }
  const stage = await setStage(seeded('workers'), size, all)
  for (let n = 0; n < 3; n++) await stage.look(leader.url)
  const postman = stage.load(CONNECTIONS)

  await postman.acks(300)
  const [worker] = await childrenOf(leader.pid)
  process.kill(worker!, 'SIGKILL')
  await leader.says('a worker died')
  await leader.says('listening', 4)
  await postman.acks(300)
  // A closed terminal sends SIGHUP to the leader and all workers.
  for (const pid of [leader.pid, ...(await childrenOf(leader.pid))]) process.kill(pid, 'SIGHUP')
  await leader.says('all workers have been replaced')
  expect(leader.output().split('a worker died')).toHaveLength(2)
  await postman.acks(300)
  await postman.finish()
  await expectNothingLost(stage, postman.acked)
  expect(await leader.end('SIGTERM')).toBe(0)
}, 240_000)

test('WORKERS that are told to stop while SIGHUP replaces them stop, and none of them counts as failed', async () => {
  await using all = new AsyncDisposableStack()
  const { leader } = await startWorkers(all)
  process.kill(leader.pid, 'SIGHUP')
  while ((await childrenOf(leader.pid)).length < 3) await Bun.sleep(1)
  expect(await leader.end('SIGTERM')).toBe(0)
  expect(leader.output()).not.toContain('could not start')
  expect(leader.output()).not.toContain('"level":50')
}, 60_000)

/** A leader with two workers, which all serve. */
async function startWorkers(all: AsyncDisposableStack) {
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  const redis = await startRedis()
  all.defer(redis.destroy)
  const leader = await launchServer(cluster.url, await freePort(), {
    env: { WORKERS: '2', REDIS_URL: redis.url },
    keepOutput: 1e6,
  })
  all.defer(async () => void (await leader.end('SIGKILL')))
  // All three: a worker that dies before it ever served is not replaced.
  await leader.says('listening', 3)
  return { cluster, leader }
}
