/**
 * A reconnect storm: 2,000 agents' sockets lose their connection, miss 200 messages and come back at once, each with its
 * cursor, while 100 messages a second come in.
 */

import { cursorNow } from './catchUp.ts'
import { wasInterrupted } from './children.ts'
import { startCrowd } from './crowdHost.ts'
import { atRate, sharedNow } from './pacer.ts'
import type { Scenario } from './scenario.ts'
import { type Shares, sharesOf, watchShares } from './shares.ts'
import { median, percentile } from './stats.ts'
import { figure, table } from './table.ts'
import { AGENTS, hireAgents } from './team.ts'
import { withWorld } from './world.ts'

const SOCKETS = 2000
const MISSED = 200
const PER_SECOND = 100
const SECONDS = 6
const MUST_LIVE_S = 5
const AIM_LIVE_S = 2
const MUST_INGEST = 2

interface Storm {
  liveSeconds: number
  /** Milliseconds from when a webhook was due to its answer, 99th percentile. */
  quietP99: number
  stormP99: number
  posts: number
  shares: Shares
}

const p99 = (times: readonly number[]) =>
  percentile(
    [...times].sort((a, b) => a - b),
    0.99,
  )

export const storm: Scenario = (options, cluster) =>
  withWorld(cluster, 'storm', async (world) => {
    const crowd = await startCrowd()
    const storms: Storm[] = []
    const faults: string[] = []
    const answered = async (times: { due: number; ms: number }[]) =>
      atRate({ count: PER_SECOND * SECONDS, perSecond: PER_SECOND }, async (_, due) => {
        await world.say(1, due)
        times.push({ due, ms: sharedNow() - due })
      })
    try {
      const agents = await hireAgents(world)
      const { port } = world.served
      const all = (auth: object) =>
        Array.from({ length: SOCKETS }, (_, n) => ({ token: agents[n % AGENTS], ...auth }))
      await answered([])
      for (let round = 0; round < options.rounds; round++) {
        if (wasInterrupted()) throw new Error('interrupted')
        const cursor = await cursorNow(crowd, world)
        await crowd.connect(port, all({}))
        const quiet: { due: number; ms: number }[] = []
        await answered(quiet)
        await crowd.drop()
        for (let n = 0; n < MISSED; n += 20) await world.say(20)
        const during: { due: number; ms: number }[] = []
        const load = answered(during)
        const shares = watchShares(world, cluster, [crowd])
        const { seconds } = await crowd.connect(port, all(cursor), SOCKETS)
        const liveAt = sharedNow()
        const meanwhile = shares()
        await load
        // Each message reaches all sockets of one agent: the missed ones, and those of `quiet` and `during`.
        const each = (MISSED + 2 * PER_SECOND * SECONDS) * (SOCKETS / AGENTS)
        const { total } = await crowd.count(each)
        if (total !== each) faults.push(`${total} of ${each} messages came`)
        const ms = during.filter(({ due }) => due < liveAt).map((one) => one.ms)
        storms.push({
          liveSeconds: seconds,
          quietP99: p99(quiet.map((one) => one.ms)),
          stormP99: p99(ms),
          posts: ms.length,
          shares: meanwhile,
        })
        options.progress(`round ${round + 1}: all live after ${figure(seconds, 1)} s`)
      }
    } finally {
      await crowd.stop()
    }
    const live = median(storms.map((s) => s.liveSeconds))
    const ratio = median(storms.map((s) => s.stormP99 / s.quietP99))
    const rows = [
      [
        `${figure(SOCKETS)} sockets live again`,
        `${figure(live, 1)} s`,
        `≤ ${MUST_LIVE_S} s`,
        `≤ ${AIM_LIVE_S} s`,
        live <= MUST_LIVE_S ? 'met' : 'MISSED',
      ],
      [
        'p99 of ingest meanwhile ÷ before',
        `${figure(ratio, 1)} (${figure(median(storms.map((s) => s.stormP99)), 1)} ms)`,
        `≤ ${MUST_INGEST}`,
        '',
        ratio <= MUST_INGEST ? 'met' : 'MISSED',
      ],
    ]
    return {
      report: [
        table(['reconnect storm', 'measured', 'must', 'aim', ''], rows),
        `Medians of ${options.rounds} rounds. Each socket has missed ${figure(MISSED / AGENTS)} messages of its own rooms and more that came before it left${faults.length === 0 ? '; each count is right' : ''}.`,
        sharesOf(storms.at(-1)!.shares),
        ...faults.map((fault) => `FAILED ${fault}`),
      ].join('\n'),
      data: { storms },
      failed: faults.length > 0,
      missed: rows.some((row) => row.at(-1) === 'MISSED'),
    }
  })
