import { expect, test } from 'bun:test'
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childrenOf, freePort, launchServer, readiness } from '../faults/serverProcess.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { startRedis } from './programs.ts'

test('while no process can be started the workers that are there serve on, and the missing one comes as soon as it can', async () => {
  await using all = new AsyncDisposableStack()
  const redis = await startRedis()
  all.defer(redis.destroy)
  const database = await testDatabase()
  all.defer(database.drop)
  const directory = await mkdtemp(join(tmpdir(), 'ruang-runtime-'))
  all.defer(() => rm(directory, { recursive: true }))
  const runtime = join(directory, 'bun')
  await copyFile(process.execPath, runtime)
  const leader = await launchServer(database.url, await freePort(), {
    env: { WORKERS: '2', REDIS_URL: redis.url },
    runtime,
    keepOutput: 1e6,
  })
  all.defer(async () => void (await leader.end('SIGKILL')))
  await leader.says('listening', 3)

  // As when it is being updated.
  await rename(runtime, `${runtime}.old`)
  const [worker, other] = await childrenOf(leader.pid)
  process.kill(worker!, 'SIGKILL')
  await leader.says('could not be started', 2)
  process.kill(leader.pid, 'SIGHUP')
  await leader.says('the old ones stay')
  expect(await childrenOf(leader.pid)).toEqual([other!])
  expect(await readiness(leader.url)).toBe(200)

  await rename(`${runtime}.old`, runtime)
  await leader.says('listening', 4)
  process.kill(leader.pid, 'SIGHUP')
  await leader.says('all workers have been replaced')
  expect(await childrenOf(leader.pid)).toHaveLength(2)
  expect(await leader.end('SIGTERM')).toBe(0)
}, 120_000)

test('a worker that is replaced before it ever served holds up nobody, and its successor is restarted like any other', async () => {
  await using all = new AsyncDisposableStack()
  const redis = await startRedis()
  all.defer(redis.destroy)
  const database = await testDatabase()
  all.defer(database.drop)
  const directory = await mkdtemp(join(tmpdir(), 'ruang-late-'))
  all.defer(() => rm(directory, { recursive: true }))
  const leader = await launchServer(database.url, await freePort(), {
    entry: 'tests/faults/lateWorker.ts',
    env: { WORKERS: '2', REDIS_URL: redis.url, FIRST_WAS_HERE: join(directory, 'it was') },
    keepOutput: 1e6,
  })
  all.defer(async () => void (await leader.end('SIGKILL')))
  process.kill(leader.pid, 'SIGHUP')
  await leader.says('all workers have been replaced')
  // The first process, both successors and the leader.
  await leader.says('listening', 4)
  const [, successor] = await childrenOf(leader.pid)
  process.kill(successor!, 'SIGKILL')
  await leader.says('a worker died, restarting it')
  await leader.says('listening', 5)
  expect(await leader.end('SIGTERM')).toBe(0)
}, 120_000)
