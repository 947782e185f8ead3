import { LIMIT, SUBJECT, YARDSTICK } from './fanoutContestants.ts'
import { median } from './stats.ts'
import { figure, table } from './table.ts'

export const TOGETHER = 20
export const WAYS = { single: 'one at a time', together: `${TOGETHER} at a time` }
export type Way = keyof typeof WAYS

export interface Trial {
  contestant: string
  turn: number
  sockets: number
  way: Way
  deliveries: number
  bytes: number
  /** CPU seconds of the server for 100,000 deliveries. */
  cpu: number
  latencyMs: { p50: number; p99: number }
}

/** What a contestant uses while nothing happens: CPU seconds a second. */
export interface Idle {
  contestant: string
  sockets: number
  cpu: number
}

/** Targets for the ratio of the subject's CPU time to another contestant's in the same turn. */
const TARGETS: { way: Way; against: string; must: number | null; aim: number }[] = [
  { way: 'single', against: YARDSTICK, must: 0.5, aim: 0.4 },
  { way: 'single', against: LIMIT, must: null, aim: 1.3 },
  { way: 'together', against: YARDSTICK, must: 0.1, aim: 0.05 },
  { way: 'together', against: LIMIT, must: null, aim: 1.5 },
]

export function verdicts(trials: readonly Trial[]) {
  const sizes = [...new Set(trials.map(({ sockets }) => sockets))]
  return sizes.flatMap((sockets) =>
    TARGETS.flatMap((target) => {
      const own = trials.filter((t) => t.sockets === sockets && t.way === target.way)
      const ratios = own
        .filter((t) => t.contestant === SUBJECT)
        .flatMap((t) => {
          const other = own.find((o) => o.contestant === target.against && o.turn === t.turn)
          return other ? [t.cpu / other.cpu] : []
        })
      const ratio = median(ratios)
      return ratios.length === 0
        ? []
        : [{ ...target, sockets, ratios, median: ratio, met: ratio <= (target.must ?? target.aim) }]
    }),
  )
}

const range = (values: readonly number[]) =>
  `${figure(Math.min(...values), 2)} to ${figure(Math.max(...values), 2)}`

export function report(
  trials: readonly Trial[],
  idles: readonly Idle[],
  faults: readonly string[],
): string {
  const keys = [...new Set(trials.map((t) => `${t.sockets}|${t.way}|${t.contestant}`))].sort()
  const rows = keys.map((key) => {
    const [sockets, way, name] = key.split('|') as [string, Way, string]
    const own = trials.filter((t) => `${t.sockets}|${t.way}|${t.contestant}` === key)
    const cpus = own.map(({ cpu }) => cpu)
    const idle = idles.find((i) => i.contestant === name && i.sockets === own[0]!.sockets)
    return [
      name,
      sockets,
      WAYS[way],
      figure(median(cpus), 2),
      range(cpus),
      figure(own[0]!.bytes),
      figure((idle?.cpu ?? Number.NaN) * 1000),
    ]
  })
  const judged = verdicts(trials).map((v) => [
    `${v.sockets} sockets, ${WAYS[v.way]} ÷ ${v.against}`,
    range(v.ratios),
    figure(v.median, 2),
    v.must === null ? '' : `≤ ${v.must}`,
    `≤ ${v.aim}`,
    v.met ? 'met' : 'MISSED',
  ])
  return [
    table(['contestant', 'sockets', 'events', 'CPU s', 'range', 'bytes', 'idle ms/s'], rows),
    'CPU s: CPU time of the server process for 100,000 deliveries; medians of the turns. idle: its CPU time a second while nothing happens.',
    '',
    table(['ratio', 'range', 'median', 'must', 'aim', ''], judged),
    ...faults.map((fault) => `FAILED ${fault}`),
  ].join('\n')
}
