/**
 * From the webhook to the sockets: 500 messages a second (an open loop: each is posted when it is due, whether or not the
 * last was answered) and 1,000 sockets. Two audiences: a team whose agents only receive their own rooms, and a thousand
 * supervisors who receive everything, half a million deliveries a second.
 */
import { wasInterrupted } from './children.ts'
import type { Count } from './crowd.ts'
import { type Crowd, startCrowd } from './crowdHost.ts'
import { atRate } from './pacer.ts'
import type { Scenario } from './scenario.ts'
import { median } from './stats.ts'
import { figure, table } from './table.ts'
import { AGENTS, hireAgents } from './team.ts'
import { type World, withWorld } from './world.ts'

const MUST_MS = 40
const AIM_MS = 25
const PER_SECOND = 500
const SOCKETS = 1000
const STAFF_SOCKETS = 40

interface Steady {
  audience: string
  deliveries: number
  lost: number
  latencyMs: Count['latencyMs']
  /** Share of a core. */
  serverCpu: number
  faults: string[]
}

async function measure(world: World, crowd: Crowd, seconds: number, wanted: number) {
  await crowd.reset()
  const before = world.cpu()
  const count = PER_SECOND * seconds
  await atRate({ count, perSecond: PER_SECOND }, (_, due) => world.say(1, due))
  const got = await crowd.count(count * wanted)
  return { got, deliveries: count * wanted, serverCpu: (world.cpu() - before) / seconds }
}

async function steady(
  world: World,
  crowd: Crowd,
  { audience, auths, reach }: { audience: string; auths: object[]; reach: number },
  seconds: number,
): Promise<Steady> {
  await crowd.drop()
  await crowd.connect(world.served.port, auths)
  await measure(world, crowd, 2, reach)
  const { got, deliveries, serverCpu } = await measure(world, crowd, seconds, reach)
  const lost = deliveries - got.total
  const faults = [
    ...(lost === 0 ? [] : [`${lost} of ${deliveries} deliveries are missing`]),
    ...(got.disconnects > 0 ? [`${got.disconnects} disconnects`] : []),
  ]
  return { audience, deliveries, lost, latencyMs: got.latencyMs, serverCpu, faults }
}

export const latency: Scenario = (options, cluster) =>
  withWorld(cluster, 'latency', async (world) => {
    const crowd = await startCrowd()
    const results: Steady[] = []
    try {
      const agents = await hireAgents(world)
      const staff = { token: world.token }
      const team = Array.from({ length: SOCKETS }, (_, n) =>
        n < STAFF_SOCKETS ? staff : { token: agents[n % AGENTS]! },
      )
      const audiences = [
        {
          audience: `${STAFF_SOCKETS} supervisors, ${SOCKETS - STAFF_SOCKETS} agents`,
          auths: team,
          reach: STAFF_SOCKETS + (SOCKETS - STAFF_SOCKETS) / AGENTS,
        },
        {
          audience: `${figure(SOCKETS)} supervisors`,
          auths: Array.from({ length: SOCKETS }, () => staff),
          reach: SOCKETS,
        },
      ]
      for (let round = 0; round < options.rounds; round++)
        for (const one of audiences) {
          if (wasInterrupted()) throw new Error('interrupted')
          const seconds = options.seconds ?? (options.quick ? 5 : 10)
          results.push(await steady(world, crowd, one, seconds))
          const { audience, latencyMs } = results.at(-1)!
          options.progress(
            `${audience}: p50 ${figure(latencyMs.p50, 1)}, p99 ${figure(latencyMs.p99, 1)} ms`,
          )
        }
    } finally {
      await crowd.stop()
    }
    const names = [...new Set(results.map(({ audience }) => audience))]
    const rows = names.map((name) => {
      const own = results.filter(({ audience }) => audience === name)
      const of = (pick: (one: Steady) => number) => median(own.map(pick))
      const p99 = of((one) => one.latencyMs.p99)
      return [
        name,
        figure(of((one) => one.deliveries)),
        figure(
          of((one) => one.latencyMs.p50),
          1,
        ),
        figure(p99, 1),
        figure(
          of((one) => one.latencyMs.p999),
          1,
        ),
        figure(
          of((one) => one.latencyMs.max),
          1,
        ),
        figure(of((one) => one.lost)),
        `${figure(of((one) => one.serverCpu) * 100)} %`,
        `p99 ≤ ${MUST_MS}`,
        p99 <= MUST_MS ? 'met' : 'MISSED',
      ]
    })
    const faults = results.flatMap((one) => one.faults.map((fault) => `${one.audience}: ${fault}`))
    return {
      report: [
        table(
          [
            'webhook to socket',
            'deliveries',
            'p50 ms',
            'p99',
            'p99.9',
            'max',
            'lost',
            'server',
            'must',
            '',
          ],
          rows,
        ),
        `${PER_SECOND} messages/s, from when a webhook was due; medians of ${options.rounds} rounds. server: share of one core.`,
        ...faults.map((fault) => `FAILED ${fault}`),
      ].join('\n'),
      data: { results, mustMs: MUST_MS, aimMs: AIM_MS },
      failed: faults.length > 0,
      missed: rows.some((row) => row.at(-1) === 'MISSED'),
    }
  })
