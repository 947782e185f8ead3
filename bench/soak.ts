/**
 * An hour of work: messages, requests, sign-ins, and dashboards that leave each minute and come back with a cursor. Shows
 * whether memory grows or anything is lost. Runs only when asked for by name.
 */
import { cursorNow } from './catchUp.ts'
import { wasInterrupted } from './children.ts'
import { signIn } from './contestants.ts'
import { residentBytes } from './cpu.ts'
import { type Crowd, faultsOf, startCrowd } from './crowdHost.ts'
import { atRate, sharedNow } from './pacer.ts'
import { call } from './rest.ts'
import type { Scenario } from './scenario.ts'
import { median, percentile } from './stats.ts'
import { figure, table } from './table.ts'
import { type World, withWorld } from './world.ts'

const SOCKETS = 200
const MISSED = 100
const A_WEBHOOK = 20
const PER_SECOND = 50
const ASKED_PER_SECOND = 5
/** The working part of each minute; the rest is for leaving and coming back. */
const AT_WORK_S = 55
const HOUR_S = 3600
/** The first tenth fills caches and compiles code, so the last is compared with the second. */
const PARTS = 10

interface Minute {
  residentBytes: number
  /** Milliseconds from when a webhook was due to its answer. */
  p99: number
  faults: string[]
}

/** One minute: all sockets come back, catch up, receive new messages, and leave. */
async function minute(world: World, crowd: Crowd): Promise<Minute> {
  const { served, url, roomIds } = world
  const token = await signIn(served.port)
  const cursor = await cursorNow(crowd, { ...world, token })
  for (let n = 0; n < MISSED; n += A_WEBHOOK) await world.say(A_WEBHOOK)
  await crowd.connect(
    served.port,
    Array.from({ length: SOCKETS }, () => ({ token, ...cursor })),
  )
  const paths = (n: number) => [
    '/rooms',
    `/rooms/${roomIds[n % roomIds.length]}/messages`,
    '/dashboard/stats',
    '/rooms?q=628',
  ]
  const asking = atRate({ count: AT_WORK_S * ASKED_PER_SECOND, perSecond: ASKED_PER_SECOND }, (n) =>
    call(url, paths(n)[n % 4]!, token),
  )
  const times: number[] = []
  const count = AT_WORK_S * PER_SECOND
  await atRate({ count, perSecond: PER_SECOND }, async (_, due) => {
    await world.say(1, due)
    times.push(sharedNow() - due)
  })
  await asking
  const expected = MISSED + count
  const faults = faultsOf(await crowd.count(expected * SOCKETS), expected)
  const p99 = percentile(
    times.sort((a, b) => a - b),
    0.99,
  )
  return { residentBytes: residentBytes(served.child.pid) ?? Number.NaN, p99, faults }
}

export const soak: Scenario = (options, cluster) =>
  withWorld(cluster, 'soak', async (world) => {
    const crowd = await startCrowd()
    const minutes: Minute[] = []
    const asked = Math.max(PARTS, Math.round((options.seconds ?? HOUR_S) / 60))
    try {
      for (let n = 1; n <= asked; n++) {
        if (wasInterrupted()) throw new Error('interrupted')
        const done = await minute(world, crowd)
        minutes.push(done)
        options.progress(
          `minute ${n}: ${figure(done.residentBytes / 1e6, 1)} MB, p99 ${figure(done.p99, 1)} ms ${done.faults.join(', ')}`,
        )
      }
    } finally {
      await crowd.stop()
    }
    const part = (n: number) =>
      minutes.slice(Math.floor((n * asked) / PARTS), Math.floor(((n + 1) * asked) / PARTS))
    const parts = Array.from({ length: PARTS }, (_, n) => part(n))
    const megabytes = (some: readonly Minute[]) => median(some.map((m) => m.residentBytes / 1e6))
    const faults = minutes.flatMap((m, n) => m.faults.map((fault) => `minute ${n + 1}: ${fault}`))
    const grown = megabytes(parts.at(-1)!) / megabytes(parts[1]!)
    const rows = parts.map((some, n) => [
      `${Math.floor((n * asked) / PARTS) + 1} to ${Math.floor(((n + 1) * asked) / PARTS)}`,
      figure(megabytes(some), 1),
      figure(median(some.map(({ p99 }) => p99)), 1),
    ])
    return {
      report: [
        table(['minutes', 'MB', 'p99 ms'], rows),
        `Medians. Each minute ${SOCKETS} sockets come back with a cursor and hear of ${figure(MISSED + AT_WORK_S * PER_SECOND)} messages each${faults.length === 0 ? ': all came, once' : ''}. From the second tenth to the last memory became ${figure(grown, 2)} of what it was.`,
        ...faults.map((fault) => `FAILED ${fault}`),
      ].join('\n'),
      data: { minutes, grown },
      failed: faults.length > 0,
      missed: false,
    }
  })
