import { type Bar, barChart } from './chart.ts'
import { median } from './stats.ts'

type Row = Record<string, unknown>

const OWN = 'ruang'

/** One bar for each contestant, with the median of its rows, in the order in which they ran. */
function bars(rows: readonly Row[], name: string, value: (row: Row) => number): Bar[] {
  const names = [...new Set(rows.map((row) => String(row[name])))]
  return names.map((one) => ({
    name: one,
    value: median(rows.filter((row) => String(row[name]) === one).map(value)),
    own: one === OWN,
  }))
}

const phaseOf = (row: Row, connections: number) =>
  (row.phases as Row[]).find((phase) => phase.connections === connections)
const latencyOf = (row: Row | undefined, rank: string) =>
  Number((row?.latencyMs as Row | undefined)?.[rank] ?? Number.NaN)

/** The charts of each scenario's data, by file name. */
const DRAWN: Record<string, (data: Row) => Record<string, string>> = {
  ingest: ({ trials }) => ({
    'ingest-throughput': barChart(
      'Ingest, 32 connections: webhooks a second',
      '/s',
      bars(trials as Row[], 'contestant', (row) => Number(phaseOf(row, 32)?.throughput)),
    ),
    'ingest-p99': barChart(
      'Ingest, 32 connections: 99th percentile',
      'ms',
      bars(trials as Row[], 'contestant', (row) => latencyOf(phaseOf(row, 32), 'p99')),
    ),
  }),
  fanout: ({ trials }) =>
    Object.fromEntries(
      (['single', 'together'] as const).map((way) => [
        `fanout-${way}`,
        barChart(
          `Server CPU for 100,000 deliveries, 1,000 sockets, ${way === 'single' ? 'one event at a time' : '20 events at a time'}`,
          's',
          bars(
            (trials as Row[]).filter((row) => row.way === way && row.sockets === 1000),
            'contestant',
            (row) => Number(row.cpu),
          ),
        ),
      ]),
    ),
  memory: ({ results }) => ({
    memory: barChart(
      'Memory of a socket with three rooms',
      'kB',
      bars(results as Row[], 'contestant', (row) => Number(row.perSocket) / 1000),
    ),
  }),
  latency: ({ results }) => ({
    latency: barChart(
      'From the webhook to the socket at 500 messages/s',
      'ms',
      (['p50', 'p99', 'p999'] as const).flatMap((rank) =>
        bars(results as Row[], 'audience', (row) => latencyOf(row, rank)).map((bar) => ({
          ...bar,
          name: `${rank === 'p999' ? 'p99.9' : rank}, ${bar.name.replace(/ supervisors, .*/, ' staff + agents')}`,
          own: true,
        })),
      ),
    ),
  }),
  growth: ({ turns }) => ({
    growth: barChart(
      'Ingest as data grows, 32 connections',
      'posts/s',
      bars(turns as Row[], 'rooms', ({ ingest }) => Number((ingest as Row[])[0]?.throughput)).map(
        ({ name, value }) => ({
          name: `${Number(name).toLocaleString('en-US')} rooms`,
          value,
          own: true,
        }),
      ),
    ),
  }),
}

/** The charts of one scenario. */
export const chartsOf = (scenario: string, data: unknown): Record<string, string> =>
  DRAWN[scenario]?.(data as Row) ?? {}
