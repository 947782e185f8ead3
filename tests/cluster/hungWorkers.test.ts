import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectNothingLost, setStage } from '../faults/scene.ts'
import { seeded } from '../faults/seeded.ts'
import { childrenOf, freePort, type Launched, launchServer } from '../faults/serverProcess.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { type RedisServer, startRedis } from './programs.ts'

/** Enough that a worker which only paused is not taken for one that hangs. */
const SILENCE_S = 5
const GIVEN_UP = 'does not respond'

let redis: RedisServer
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.destroy())

const launch = async (databaseUrl: string, env: Record<string, string> = {}) => {
  const leader = await launchServer(databaseUrl, await freePort(), {
    entry: 'tests/faults/hangingServer.ts',
    env: {
      WORKERS: '2',
      REDIS_URL: redis.url,
      WORKER_SILENCE_SECONDS: String(SILENCE_S),
      ...env,
    },
    keepOutput: 1e6,
  })
  // The two workers and the leader.
  await leader.says('listening', 3)
  return leader
}

const hurts: [string, NodeJS.Signals][] = [
  ['is stopped', 'SIGSTOP'],
  ['runs in circles', 'SIGUSR2'],
]

test('a worker that hangs is killed and replaced, and nothing is lost', async () => {
  await using all = new AsyncDisposableStack()
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  const leader = await launch(cluster.url)
  all.defer(async () => void (await leader.end('SIGKILL')))
  const size = { url: leader.url, databaseUrl: cluster.url, customers: 100 }
  const stage = await setStage(seeded('hung workers'), size, all)
  for (let n = 0; n < 3; n++) await stage.look(leader.url)
  const postman = stage.load(8)
  for (const [n, [what, signal]] of hurts.entries()) {
    await postman.acks(300)
    const [hung] = await workersOf(leader)
    const began = performance.now()
    process.kill(hung!, signal)
    await leader.says(GIVEN_UP, n + 1)
    await replaced(leader, [hung!])
    console.log(`a worker ${what}: replaced after ${Math.round(performance.now() - began)} ms`)
  }
  await postman.acks(300)
  await postman.finish()
  await expectNothingLost(stage, postman.acked)
  expect(await leader.end('SIGTERM')).toBe(0)
}, 240_000)

test('workers that hang at the same time are replaced one after the other', async () => {
  await using all = new AsyncDisposableStack()
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  const leader = await launch(cluster.url)
  all.defer(async () => void (await leader.end('SIGKILL')))
  const hung = await workersOf(leader)
  for (const pid of hung) process.kill(pid, 'SIGSTOP')
  await replaced(leader, hung)
  const steps = leader.output().match(new RegExp(`${GIVEN_UP}|listening`, 'g'))
  expect(steps?.slice(-4)).toEqual([GIVEN_UP, 'listening', GIVEN_UP, 'listening'])
}, 240_000)

test('a leader that was paused itself gives up no worker, and the embedded PostgreSQL keeps running when it gives one up', async () => {
  await using all = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'ruang-hung-'))
  all.defer(() => rm(dataDir, { recursive: true, force: true }))
  // As root, PostgreSQL runs as another user.
  await chmod(dataDir, 0o755)
  const leader = await launch('', { DATA_DIR: dataDir })
  all.defer(async () => void (leader.runs() && (await leader.end('SIGTERM'))))
  const postmaster = () => Bun.file(join(dataDir, 'postgres/data/postmaster.pid')).text()
  const before = await postmaster()
  const workers = await workersOf(leader)

  process.kill(leader.pid, 'SIGSTOP')
  await Bun.sleep((SILENCE_S + 2) * 1000)
  process.kill(leader.pid, 'SIGCONT')
  const [hung, other] = workers as [number, number]
  process.kill(hung, 'SIGSTOP')
  await leader.says(GIVEN_UP)
  await replaced(leader, [hung])
  expect(await workersOf(leader)).toContain(other)
  expect(leader.output().split(GIVEN_UP)).toHaveLength(2)
  expect(await postmaster()).toBe(before)
  expect(await leader.end('SIGTERM')).toBe(0)
}, 240_000)

test('a leader that is killed while a worker still starts leaves none behind', async () => {
  await using all = new AsyncDisposableStack()
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  const leader = await launch(cluster.url)
  all.defer(async () => void (await leader.end('SIGKILL')))
  process.kill(leader.pid, 'SIGHUP')
  let workers: number[] = []
  while (workers.length < 3) {
    workers = await workersOf(leader)
    await Bun.sleep(1)
  }
  await leader.end('SIGKILL')
  while (workers.some(runs)) await Bun.sleep(20)
}, 60_000)

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const workersOf = ({ pid }: Launched) => childrenOf(pid)

/** Resolves when two other workers run and have logged that they listen. */
async function replaced(leader: Launched, gone: readonly number[]) {
  for (;;) {
    const now = await workersOf(leader)
    if (now.length === 2 && !now.some((pid) => gone.includes(pid))) break
    await Bun.sleep(20)
  }
  // Both workers and the leader have logged it once before.
  await leader.says(
    'listening',
    3 + leader.output().split('a worker died, restarting it').length - 1,
  )
}
