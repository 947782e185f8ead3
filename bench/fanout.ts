/**
 * Fan-out: the server's CPU time for a delivery, from a message's webhook (for contestants without a database: from POST
 * /emit) to the kernel. Every contestant sends the same bytes to the same number of Socket.IO clients.
 */
import { wasInterrupted } from './children.ts'
import { launch, type Served } from './contestants.ts'
import { cpuSeconds } from './cpu.ts'
import { type Crowd, faultsOf, startCrowd } from './crowdHost.ts'
import { atRate, post } from './pacer.ts'
import type { Cluster } from './postgres.ts'
import type { Scenario, ScenarioOptions } from './scenario.ts'
import { median } from './stats.ts'
import { figure, table } from './table.ts'
import { withWorld } from './world.ts'

const SUBJECT = 'ruang'
const YARDSTICK = 'Socket.IO on Node'
const LIMIT = 'bare publish'
const TOGETHER = 20
const DELIVERIES_PER_SECOND = 25_000
const IDLE_MS = 2000

type Way = 'single' | 'together'
interface Trial {
  contestant: string
  round: number
  sockets: number
  way: Way
  deliveries: number
  bytes: number
  /** CPU seconds of the server for 100,000 deliveries. */
  cpu: number
  latencyMs: { p50: number; p99: number }
}
interface Idle {
  contestant: string
  sockets: number
  cpu: number
}

interface Sender {
  served: Served
  auth: object
  /** Sends `count` events at once, numbered from `first`. */
  send(first: number, count: number): Promise<unknown>
}

interface Contestant {
  name: string
  with<T>(cluster: Cluster, sample: string, use: (sender: Sender) => Promise<T>): Promise<T>
}

const ours: Contestant = {
  name: SUBJECT,
  with: (cluster, _sample, use) =>
    withWorld(cluster, 'fanout', (world) =>
      use({
        served: world.served,
        auth: { token: world.token },
        send: (_, count) => world.say(count),
      }),
    ),
}

const emitting = (name: string, command: string[]): Contestant => ({
  name,
  async with(_cluster, sample, use) {
    const served = await launch(command, {}, '/health')
    const [, payload] = JSON.parse(sample.slice(2)) as [string, { event_id: number }]
    try {
      return await use({
        served,
        auth: {},
        send: (first, count) => {
          const events = Array.from({ length: count }, (_, n) => ({
            ...payload,
            event_id: 10_000 + first + n,
          }))
          return post(`http://127.0.0.1:${served.port}/emit`, JSON.stringify(events))
        },
      })
    } finally {
      await served.child.stop()
    }
  },
})

/** The subject goes first, since the others send copies of its event. */
const CONTESTANTS: readonly Contestant[] = [
  ours,
  emitting('stock Bun engine', [process.execPath, `${import.meta.dir}/fanout-stock.ts`]),
  emitting(YARDSTICK, ['node', `${import.meta.dir}/fanout-node.mjs`]),
  emitting(LIMIT, [process.execPath, `${import.meta.dir}/fanout-publish.ts`]),
]

interface Tried {
  trials: Omit<Trial, 'contestant' | 'round'>[]
  /** CPU seconds of the server per second right after the last group, without events. */
  idle: number
  sample: string
  faults: string[]
}

/**
 * Runs both ways on the same sockets: single events at a steady rate, and groups, each once all sockets have the one before,
 * so that no contestant is overloaded.
 */
async function tryOne(
  { served, auth, send }: Sender,
  crowd: Crowd,
  { sockets, seconds }: { sockets: number; seconds: number },
): Promise<Tried> {
  await crowd.drop()
  const auths = Array.from({ length: sockets }, () => auth)
  await crowd.connect(served.port, auths)
  const used = () => cpuSeconds(served.child.pid) ?? Number.NaN
  const tried: Tried = { trials: [], idle: 0, sample: '', faults: [] }
  const perSecond = DELIVERIES_PER_SECOND / sockets
  let first = 0
  const sendNext = (size: number) => {
    first += size
    return send(first - size, size)
  }
  const ways: Record<Way, (events: number) => Promise<unknown>> = {
    single: (events) => atRate({ count: events, perSecond }, () => sendNext(1)),
    async together(events) {
      for (let sent = TOGETHER; sent <= events; sent += TOGETHER) {
        await sendNext(TOGETHER)
        await crowd.count(sent * sockets)
      }
    },
  }
  const measure = async (way: Way, events: number): Promise<Tried['trials'][number]> => {
    await crowd.reset()
    const before = used()
    await ways[way](events)
    const got = await crowd.count(events * sockets)
    const cpu = ((used() - before) * 100_000) / got.total
    tried.sample = got.sample
    tried.faults.push(...faultsOf(got, events))
    const { total: deliveries, latencyMs } = got
    return { sockets, way, deliveries, bytes: tried.sample.length, cpu, latencyMs }
  }
  await measure('single', Math.ceil(perSecond * 2))
  await measure('together', 2 * TOGETHER)
  tried.trials.push(await measure('single', Math.ceil(perSecond * seconds)))
  const groups = Math.ceil((2 * perSecond * seconds) / TOGETHER)
  tried.trials.push(await measure('together', groups * TOGETHER))
  const before = used()
  await Bun.sleep(IDLE_MS)
  tried.idle = ((used() - before) * 1000) / IDLE_MS
  return tried
}

/** Targets for the ratio of the subject's CPU time to another contestant's in the same round. */
const TARGETS: { way: Way; against: string; must: number | null; aim: number }[] = [
  { way: 'single', against: YARDSTICK, must: 0.5, aim: 0.4 },
  { way: 'single', against: LIMIT, must: null, aim: 1.3 },
  { way: 'together', against: YARDSTICK, must: 0.1, aim: 0.05 },
  { way: 'together', against: LIMIT, must: null, aim: 1.5 },
]

function verdicts(trials: readonly Trial[]) {
  const sizes = [...new Set(trials.map(({ sockets }) => sockets))]
  return sizes.flatMap((sockets) =>
    TARGETS.flatMap((target) => {
      const own = trials.filter((t) => t.sockets === sockets && t.way === target.way)
      const ratios = own
        .filter((t) => t.contestant === SUBJECT)
        .flatMap((t) => {
          const other = own.find((o) => o.contestant === target.against && o.round === t.round)
          return other ? [t.cpu / other.cpu] : []
        })
      const ratio = median(ratios)
      return ratios.length === 0
        ? []
        : [{ ...target, sockets, ratios, median: ratio, met: ratio <= (target.must ?? target.aim) }]
    }),
  )
}

const WAYS: Record<Way, string> = { single: 'one at a time', together: `${TOGETHER} at a time` }

function report(
  trials: readonly Trial[],
  idles: readonly Idle[],
  faults: readonly string[],
): string {
  const keys = [...new Set(trials.map((t) => `${t.sockets}|${t.way}|${t.contestant}`))].sort()
  const rows = keys.map((key) => {
    const [sockets, way, name] = key.split('|') as [string, Way, string]
    const own = trials.filter((t) => `${t.sockets}|${t.way}|${t.contestant}` === key)
    return [
      name,
      sockets,
      WAYS[way],
      figure(median(own.map(({ cpu }) => cpu)), 2),
      own.map(({ cpu }) => figure(cpu, 2)).join(' '),
      figure(own[0]!.bytes),
      figure(
        median(
          idles
            .filter((i) => i.contestant === name && i.sockets === own[0]!.sockets)
            .map((i) => i.cpu * 1000),
        ),
      ),
    ]
  })
  const judged = verdicts(trials).map((v) => [
    `${v.sockets} sockets, ${WAYS[v.way]} ÷ ${v.against}`,
    v.ratios.map((ratio) => figure(ratio, 2)).join(' '),
    figure(v.median, 2),
    v.must === null ? '' : `≤ ${v.must}`,
    `≤ ${v.aim}`,
    v.met ? 'met' : 'MISSED',
  ])
  return [
    table(['contestant', 'sockets', 'events', 'CPU s', 'each round', 'bytes', 'idle ms/s'], rows),
    'CPU s: CPU time of the server process for 100,000 deliveries; medians of the rounds. idle: its CPU time a second while nothing happens.',
    '',
    table(['ratio', 'each round', 'median', 'must', 'aim', ''], judged),
    ...faults.map((fault) => `FAILED ${fault}`),
  ].join('\n')
}

const sizes = ({ quick }: ScenarioOptions) => (quick ? [1000] : [1000, 5000])

export const fanout: Scenario = async (options, cluster) => {
  const trials: Trial[] = []
  const idles: Idle[] = []
  const faults: string[] = []
  const crowd = await startCrowd()
  let sample = ''
  try {
    for (let round = 1; round <= options.rounds; round++)
      for (const sockets of sizes(options))
        for (const contestant of CONTESTANTS) {
          if (wasInterrupted()) throw new Error('interrupted')
          const seconds = options.seconds ?? (options.quick ? 4 : 8)
          const tried = await contestant.with(cluster, sample, (sender) =>
            tryOne(sender, crowd, { sockets, seconds }),
          )
          if (contestant === ours) sample = tried.sample
          const { name } = contestant
          faults.push(...tried.faults.map((f) => `${name}, ${sockets} sockets, ${round}: ${f}`))
          trials.push(...tried.trials.map((t) => ({ ...t, contestant: name, round })))
          idles.push({ contestant: name, sockets, cpu: tried.idle })
          const said = tried.trials.map((t) => `${WAYS[t.way]} ${figure(t.cpu, 2)} s`)
          options.progress(`round ${round}  ${sockets} sockets, ${name}: ${said.join(', ')}`)
        }
  } finally {
    await crowd.stop()
  }
  const judged = verdicts(trials)
  return {
    report: report(trials, idles, faults),
    data: { trials, idles, verdicts: judged, faults },
    failed: faults.length > 0,
    missed: judged.some(({ met }) => !met),
  }
}
