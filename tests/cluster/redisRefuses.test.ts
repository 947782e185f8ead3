import { expect, test } from 'bun:test'
import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startWire, type Wire } from '../faults/wire.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { startPair } from '../helpers/pair.ts'
import { startRedis } from './programs.ts'
import { openTwoWorlds } from './twoWorlds.ts'

const OPERATOR = 'an-operators-own-token'
/** A poll so rare that only a wake-up can be in time. */
const NEVER_MS = 600_000

test('a Redis that answers but accepts no writes is reported as degraded, with its reason, until it does', async () => {
  await using all = new AsyncDisposableStack()
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  const pair = all.use(await startPair(cluster.url, { METRICS_TOKEN: OPERATOR }, { shared: true }))
  const headers = { authorization: `Bearer ${OPERATOR}` }
  const servers = [0, 1].map((which) => pair.server(which).url)
  /** Waits until both processes report this reason; with null, until both report no problem. */
  const say = async (why: string | null) => {
    for (const url of servers) {
      for (;;) {
        await Bun.sleep(20)
        const ready = await fetch(`${url}/ready`, { headers })
        const { status, checks, problems } = await ready.json()
        // While the machine pauses, PostgreSQL may not answer within a second either.
        if (checks.database !== 'ok') continue
        expect(ready.status).toBe(200)
        const found = problems.find(({ code }: { code: string }) => code === 'redis_down')
        expect([checks.redis, found === undefined]).toBeOneOf([
          ['ok', true],
          ['down', false],
        ])
        if (why === null && !found) break
        if (why !== null && found?.details.reason?.startsWith(why)) {
          expect(status).toBe('degraded')
          expect(found.message).toContain(why)
          const metrics = await (await fetch(`${url}/metrics`, { headers })).text()
          expect(metrics).toContain('\nruang_redis_up 0\n')
          break
        }
      }
    }
  }
  const { redis } = pair
  const set = (name: string, value: string) => redis.cli('config', 'set', name, value)
  // A directory at the path of the dump makes saving fail.
  const inTheWay = join(redis.directory, 'dump.rdb')
  const saved = async (how: 'ok' | 'err') => {
    while (!(await redis.cli('info', 'persistence')).includes(`rdb_last_bgsave_status:${how}`)) {
      await redis.cli('bgsave')
      await Bun.sleep(20)
    }
  }
  const refusals: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    [
      'READONLY',
      () => redis.cli('replicaof', '127.0.0.1', '1'),
      () => redis.cli('replicaof', 'no', 'one'),
    ],
    [
      'NOAUTH',
      async () => {
        await set('requirepass', 'changed')
        await redis.cli('-a', 'changed', 'client', 'kill', 'type', 'normal')
      },
      () => redis.cli('-a', 'changed', 'config', 'set', 'requirepass', ''),
    ],
    ['OOM', () => set('maxmemory', '1'), () => set('maxmemory', '0')],
    [
      'MISCONF',
      async () => {
        await set('save', '3600 1')
        await mkdir(join(inTheWay, 'something'), { recursive: true })
        await saved('err')
      },
      async () => {
        await rmdir(join(inTheWay, 'something'))
        await rmdir(inTheWay)
        await saved('ok')
      },
    ],
  ]
  await say(null)
  for (const [why, begin, end] of refusals) {
    await begin()
    await say(why)
    await end()
    await say(null)
  }
  // The checks leave no keys in Redis.
  expect(await redis.cli('--scan')).toBe('')
}, 120_000)

test('after a failover of Redis whose old primary becomes a replica, processes reach each other through the new primary', async () => {
  await using all = new AsyncDisposableStack()
  const next = await startRedis()
  all.defer(next.destroy)
  let wire: Wire | undefined
  const worlds = await openTwoWorlds({ pollMs: NEVER_MS }, async (url) => {
    wire = await startWire(Number(new URL(url).port))
    return wire.through(url)
  })
  all.defer(async () => {
    await worlds.stop()
    await wire!.stop()
  })
  // Existing connections stay; new ones go to the new primary.
  wire!.lead(next.port)
  await worlds.redis.cli('replicaof', '127.0.0.1', String(next.port))
  // Each connects anew as soon as it is refused, so neither is waited for after the other.
  for (const refusal of await worlds.refusals()) expect(refusal).toStartWith('READONLY')
  await worlds.connected()
  await worlds.hear()
  // No connection to the old primary is left; the list also has replication and this command.
  expect(await worlds.redis.cli('client', 'list', 'type', 'normal')).not.toContain('cmd=xread')
  expect(await worlds.redis.cli('client', 'list', 'type', 'pubsub')).toBe('')
}, 60_000)
