import { expect, test } from 'bun:test'
import { expectNothingLost, setStage } from '../faults/scene.ts'
import { seeded } from '../faults/seeded.ts'
import { startWire, type Wire } from '../faults/wire.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { startPair } from '../helpers/pair.ts'

const CONNECTIONS = 8
const OPERATOR = 'an-operators-own-token'

test('Redis is killed, emptied, paused, cut off and unreachable: every event still reaches the dashboards of both processes, no delivery is refused, and everything recovers by itself', async () => {
  await using all = new AsyncDisposableStack()
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  let wire: Wire | undefined
  const wired = async (redisUrl: string) => {
    wire = await startWire(Number(new URL(redisUrl).port))
    all.defer(wire.stop)
    return wire.through(redisUrl)
  }
  const pair = all.use(
    await startPair(cluster.url, { METRICS_TOKEN: OPERATOR }, { shared: true, wired }),
  )
  const size = { url: pair.url, databaseUrl: cluster.url, customers: 100 }
  const stage = await setStage(seeded('Redis out'), size, all)
  const servers = [0, 1].map((which) => pair.server(which))
  for (const { url } of servers) await stage.look(url)
  /** Waits until both report this state of Redis. Both stay ready, since nothing durable needs Redis. */
  const say = async (redis: 'ok' | 'down') => {
    for (const { url } of servers) {
      for (;;) {
        const ready = await fetch(`${url}/ready`, {
          headers: { authorization: `Bearer ${OPERATOR}` },
        })
        const { status, checks } = await ready.json()
        // While the machine pauses, PostgreSQL may not answer within a second either.
        if (checks.database === 'ok') {
          expect(ready.status).toBe(200)
          if (redis === 'down' && checks.redis === 'down') expect(status).toBe('degraded')
          if (checks.redis === redis) break
        }
        await Bun.sleep(20)
      }
    }
  }
  await say('ok')
  const postman = stage.load(CONNECTIONS)
  /** Asserts that a message stored now reaches all dashboards now. */
  const flows = async (messages: number) => {
    await postman.acks(messages)
    const stored = new Set(postman.acked)
    for (const dashboard of stage.dashboards)
      await dashboard.until(
        () => stored.isSubsetOf(new Set(dashboard.wamids('new_room_complete', 'new_message'))),
        'what was stored while Redis was away',
      )
  }
  const { redis } = pair
  const faults: [string, () => Promise<void> | void, () => Promise<void> | void][] = [
    ['killed', redis.kill, redis.start],
    ['paused', redis.freeze, redis.thaw],
    ['swallowed', () => wire!.swallow(), () => wire!.mend()],
  ]
  for (const [what, begin, end] of faults) {
    await flows(100)
    await begin()
    await say('down')
    await flows(100)
    await end()
    const ended = performance.now()
    await say('ok')
    console.log(
      `${what}: all connections stand again after ${Math.round(performance.now() - ended)} ms`,
    )
    await flows(100)
  }
  for (const suddenly of [() => redis.cli('flushall'), () => wire!.cut()]) {
    await suddenly()
    await flows(100)
  }
  await say('ok')
  await postman.finish()
  await expectNothingLost(stage, postman.acked)
  expect(postman.attempts.filter(({ status }) => status !== 200)).toEqual([])
  // No dashboard was disconnected.
  expect(stage.dashboards.map((dashboard) => dashboard.connections())).toEqual([1, 1, 1])
}, 240_000)
