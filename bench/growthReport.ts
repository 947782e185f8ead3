/** What `bun run bench growth` prints of its turns. */
import type { LoadResult } from './load.ts'
import { type Latencies, median } from './stats.ts'
import { figure, table } from './table.ts'
import { errorsOf, microsOfPost } from './trial.ts'

const MUST = 1.3
const AIM = 1.1

/** One size in one turn. */
export interface Turn {
  rooms: number
  ingest: LoadResult[]
  listMs: Latencies
}

/** What a size was when its turns began. */
export interface Size {
  rooms: number
  messages: number
  fillSeconds: number
}

/** What is compared of a turn, such that more is worse. */
export const COSTS = {
  ingest: ({ ingest }: Turn) => 1 / ingest[0]!.throughput,
  single: ({ ingest }: Turn) => ingest[1]!.latencyMs.p50,
  list: ({ listMs }: Turn) => listMs.p50,
}

/** Cost of a size relative to the smallest in the same round: the median of the rounds, and each. */
function ratiosTo(small: readonly Turn[], turns: readonly Turn[]) {
  const of = (cost: (turn: Turn) => number) => {
    const each = turns.map((turn, round) => cost(turn) / cost(small[round]!))
    return { median: median(each), each }
  }
  return { ingest: of(COSTS.ingest), single: of(COSTS.single), list: of(COSTS.list) }
}
type Ratio = ReturnType<typeof ratiosTo>['ingest']

/** A line of the first table: medians of the turns. */
function lineOf({ rooms, messages, fillSeconds }: Size, turns: readonly Turn[]): string[] {
  const of = (pick: (turn: Turn) => number) => median(turns.map(pick))
  return [
    figure(rooms),
    figure(messages),
    figure(fillSeconds),
    figure(of(({ ingest }) => ingest[0]!.throughput)),
    figure(
      of(({ ingest }) => ingest[0]!.latencyMs.p99),
      1,
    ),
    figure(of(({ ingest }) => microsOfPost(ingest[0]!.serverCpuSeconds, ingest[0]!))),
    figure(of(({ ingest }) => microsOfPost(ingest[0]!.databaseCpuSeconds, ingest[0]!))),
    figure(of(COSTS.single), 2),
    figure(of(COSTS.list), 1),
  ]
}

const HEAD = [
  ...['rooms', 'messages', 'fill s', 'posts/s', 'p99 ms'],
  ...['server µs', 'db µs', 'alone p50', 'list p50'],
]

const faultsOf = ({ rooms, ingest }: Turn) =>
  ingest.flatMap(errorsOf).map((error) => `${figure(rooms)} rooms, ${error}`)

const verdict = ({ median, each }: Ratio) =>
  `${figure(median, 2)} (${each.map((one) => figure(one, 2)).join(' ')}) ${median <= MUST ? 'met' : 'MISSED'}`

/** @returns the report, the ratios to the smallest size, faults in words, and whether a ratio missed its target */
export function reportOf(sizes: readonly Size[], turns: readonly Turn[]) {
  const turnsOf = ({ rooms }: Size) => turns.filter((turn) => turn.rooms === rooms)
  const [smallest, ...larger] = sizes
  const ratios = larger.map((one) => ({
    rooms: one.rooms,
    messages: one.messages,
    ...ratiosTo(turnsOf(smallest!), turnsOf(one)),
  }))
  const faults = turns.flatMap(faultsOf)
  const report = [
    table(
      HEAD,
      sizes.map((one) => lineOf(one, turnsOf(one))),
    ),
    '',
    table(
      ['against the smallest', 'ingest, 32', 'ingest, 1', 'GET /rooms', 'must', 'aim'],
      ratios.map((one) => [
        `${figure(one.rooms)} rooms, ${figure(one.messages)} messages`,
        ...[one.ingest, one.single, one.list].map(verdict),
        `≤ ${MUST}`,
        `≤ ${AIM}`,
      ]),
    ),
    'Medians of the rounds, and each of them in brackets. Rooms and messages: before the first round.',
    ...faults.map((fault) => `FAILED ${fault}`),
  ].join('\n')
  const missed = ratios.some((one) =>
    [one.ingest, one.single, one.list].some(({ median }) => median > MUST),
  )
  return { report, ratios, faults, missed }
}
