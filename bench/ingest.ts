/**
 * Ingest: signed webhooks with one message each, 90 % for known rooms, with dashboard sockets that get every event. In every
 * round all contestants take turns, on the same machine and PostgreSQL cluster.
 */
import { wasInterrupted } from './children.ts'
import { CONTESTANTS } from './contestants.ts'
import type { Scenario, ScenarioOptions } from './scenario.ts'
import { median } from './stats.ts'
import { figure, table } from './table.ts'
import { type Effort, microsOfPost, type Phase, type Trial, tryContestant } from './trial.ts'

const SUBJECT = 'ruang'

function effort({ quick, seconds }: ScenarioOptions): Effort {
  const main = seconds ?? (quick ? 3 : 8)
  const phases = [
    { connections: 32, seconds: main },
    { connections: 1, seconds: main * 0.4 },
  ]
  if (quick) return { rooms: 500, sockets: 10, warmupSeconds: 0.5, phases }
  phases.push({ connections: 128, seconds: main * 0.25 })
  return { rooms: 2000, sockets: 10, warmupSeconds: 1, phases }
}

interface Figures {
  throughput: number
  p50: number
  p99: number
  single: number
}

function figures({ phases }: Trial): Figures {
  const many = phases.find((phase) => phase.connections === 32)
  const one = phases.find((phase) => phase.connections === 1)
  return {
    throughput: many?.throughput ?? Number.NaN,
    p50: many?.latencyMs.p50 ?? Number.NaN,
    p99: many?.latencyMs.p99 ?? Number.NaN,
    single: one?.latencyMs.p50 ?? Number.NaN,
  }
}

type Comparison = {
  /** Whose figure is divided by that of `yardstick`. */
  subject: string
  yardstick: string
  figure: keyof Figures
  name: string
  /** Absent if the ratio only explains another one. */
  target?: { must: number; aim: number }
  higher: boolean
}

const FLOW = 'documented flow'
const LIMIT = 'bare limit'
const LIMIT_WITH_LOG = 'bare limit + log'
const LIMIT_WITH_ROOMS = 'bare limit + log, rooms'
const THROUGHPUT = {
  figure: 'throughput',
  name: 'throughput, 32 connections',
  higher: true,
} as const

const toFlow = (yardstick: string): Comparison[] =>
  [
    { ...THROUGHPUT, target: { must: 3.5, aim: 5 } },
    {
      figure: 'p99' as const,
      name: 'p99, 32 connections',
      target: { must: 1 / 3, aim: 1 / 4 },
      higher: false,
    },
    {
      figure: 'single' as const,
      name: 'median, 1 connection',
      target: { must: 1, aim: 0.8 },
      higher: false,
    },
  ].map((one) => ({ ...one, subject: SUBJECT, yardstick }))

const COMPARISONS: readonly Comparison[] = [
  ...toFlow(FLOW),
  ...toFlow(`${FLOW} + UPDATE`),
  { ...THROUGHPUT, subject: SUBJECT, yardstick: LIMIT, target: { must: 0.6, aim: 0.75 } },
  { ...THROUGHPUT, subject: LIMIT_WITH_LOG, yardstick: LIMIT },
  { ...THROUGHPUT, subject: LIMIT_WITH_ROOMS, yardstick: LIMIT },
  { ...THROUGHPUT, subject: SUBJECT, yardstick: LIMIT_WITH_ROOMS },
]

/** The ratio in each round and the median, for each comparison whose two contestants ran. */
function verdicts(trials: readonly Trial[]) {
  return COMPARISONS.flatMap((comparison) => {
    const { subject, yardstick, figure, higher, target } = comparison
    const ratios = trials
      .filter((trial) => trial.contestant === subject)
      .flatMap((own) => {
        const other = trials.find((t) => t.contestant === yardstick && t.round === own.round)
        return other ? [figures(own)[figure] / figures(other)[figure]] : []
      })
    if (ratios.length === 0) return []
    const ratio = median(ratios)
    const met = !target || (higher ? ratio >= target.must : ratio <= target.must)
    return [{ ...comparison, ratios, median: ratio, met }]
  })
}

function phaseRows(trials: readonly Trial[]): string[][] {
  const names = [...new Set(trials.map((trial) => trial.contestant))]
  return names.flatMap((name) => {
    const own = trials.filter((trial) => trial.contestant === name)
    return (own[0]?.phases ?? []).map(({ connections }, i) => {
      const of = (pick: (phase: Phase) => number) =>
        median(own.flatMap((trial) => (trial.phases[i] ? [pick(trial.phases[i])] : [])))
      return [
        name,
        String(connections),
        figure(of((p) => p.throughput)),
        ...(['p50', 'p95', 'p99', 'p999'] as const).map((rank) =>
          figure(
            of((p) => p.latencyMs[rank]),
            2,
          ),
        ),
        figure(
          of((p) => p.latencyMs.max),
          1,
        ),
        figure(of((p) => microsOfPost(p.serverCpuSeconds, p))),
        figure(of((p) => microsOfPost(p.databaseCpuSeconds, p))),
        figure(of((p) => microsOfPost(p.generatorCpuSeconds, p))),
        figure(of((p) => p.walBytes)),
      ]
    })
  })
}

const HEAD = [
  'contestant',
  'conns',
  'posts/s',
  'p50 ms',
  'p95',
  'p99',
  'p99.9',
  'max',
  'server µs',
  'db µs',
  'gen µs',
  'WAL B',
]

function report(trials: readonly Trial[], failures: readonly string[], effortMade: Effort): string {
  const verdictRows = verdicts(trials).map((v) => {
    const asked = (goal: number) => `${v.higher ? '≥' : '≤'} ${figure(goal, 2)}`
    return [
      `${v.subject === SUBJECT ? '' : `${v.subject}: `}${v.name} ÷ ${v.yardstick}`,
      v.ratios.map((ratio) => figure(ratio, 2)).join(' '),
      figure(v.median, 2),
      ...(v.target
        ? [asked(v.target.must), asked(v.target.aim), v.met ? 'met' : 'MISSED']
        : ['', '', '']),
    ]
  })
  const emitting = trials.filter((trial) => trial.faults.length === 0 && trial.messages > 0)
  return [
    table(HEAD, phaseRows(trials)),
    'Medians of the rounds. µs: CPU time for each post of the server process, of PostgreSQL with all its processes, and of the load generator; WAL B: bytes of write-ahead log for each post.',
    `${emitting.length} of ${trials.length} trials without fault: every post answered 200, every message on each of ${effortMade.sockets} sockets once.`,
    ...(verdictRows.length > 0
      ? ['', table(['ratio', 'each round', 'median', 'must', 'aim', ''], verdictRows)]
      : []),
    ...failures.map((failure) => `FAILED ${failure}`),
  ].join('\n')
}

export const ingest: Scenario = async (options, cluster) => {
  const effortMade = effort(options)
  const trials: Trial[] = []
  const failures: string[] = []
  for (let round = 1; round <= options.rounds; round++) {
    for (const contestant of CONTESTANTS) {
      if (wasInterrupted()) throw new Error('interrupted')
      if (options.only && !options.only.includes(contestant.name)) continue
      try {
        const trial = await tryContestant(contestant, round, cluster, effortMade)
        trials.push(trial)
        const { throughput, p99, single } = figures(trial)
        options.progress(
          `round ${round}  ${contestant.name}: ${figure(throughput)}/s, p99 ${figure(p99, 1)} ms, alone ${figure(single, 2)} ms`,
        )
        failures.push(...trial.faults.map((f) => `${contestant.name}, round ${round}: ${f}`))
      } catch (error) {
        failures.push(`${contestant.name}, round ${round}: ${(error as Error).message}`)
        options.progress(failures.at(-1) ?? '')
      }
    }
  }
  const judged = verdicts(trials)
  return {
    report: report(trials, failures, effortMade),
    data: { effort: effortMade, trials, verdicts: judged, failures },
    failed: failures.length > 0,
    missed: judged.some((verdict) => !verdict.met),
  }
}
