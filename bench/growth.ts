/**
 * Cost as data grows: ingest and GET /rooms with 10³ rooms and 10⁴ messages, then with 10⁵ and 10⁶, then with 10⁶ and
 * 10⁷. Messages go to all rooms evenly, so that no room's pages stay in the cache by frequent use.
 */
import { randomBytes } from 'node:crypto'
import { wasInterrupted } from './children.ts'
import { APP_SECRET, ruang } from './contestants.ts'
import { fillRooms } from './fillRooms.ts'
import type { LoadResult } from './load.ts'
import type { Cluster } from './postgres.ts'
import { call } from './rest.ts'
import type { Scenario, ScenarioOptions } from './scenario.ts'
import { type Latencies, summarise } from './stats.ts'
import { figure, table } from './table.ts'
import { loadInItsOwnProcess } from './trial.ts'

const PER_ROOM = 10
const SIZES = [1000, 100_000, 1_000_000]
const MUST = 1.3
const AIM = 1.1
const CONNECTIONS = [32, 1]

interface Size {
  rooms: number
  messages: number
  fillSeconds: number
  ingest: LoadResult[]
  listMs: Latencies
}

async function listLatency(url: string, token: string, samples: number): Promise<Latencies> {
  for (let n = 0; n < samples / 5; n++) await call(url, '/rooms?limit=50', token)
  const taken = new Float64Array(samples)
  for (let n = 0; n < samples; n++) {
    const started = performance.now()
    await call(url, '/rooms?limit=50', token)
    taken[n] = performance.now() - started
  }
  return summarise(taken)
}

const measure = (rooms: number, cluster: Cluster, options: ScenarioOptions): Promise<Size> =>
  cluster.withDatabase(`growth_${rooms}`, async (databaseUrl) => {
    const { child, port, token } = await ruang.serve(databaseUrl)
    try {
      const url = `http://127.0.0.1:${port}`
      const account = { email: 'agent@example.com', password: randomBytes(12).toString('hex') }
      const made = await call(url, '/users', token, { ...account, name: 'Agent', role: 'agent' })
      const filled = await fillRooms(databaseUrl, {
        rooms,
        perRoom: PER_ROOM,
        agentId: made.data.id,
        asPosted: true,
        progress: () => {},
      })
      options.progress(
        `${figure(filled.rooms)} rooms, ${figure(filled.messages)} messages in ${figure(filled.seconds)} s`,
      )
      const listMs = await listLatency(url, token!, options.quick ? 200 : 500)
      const ingest: LoadResult[] = []
      let first = 1
      for (const connections of CONNECTIONS) {
        const result = await loadInItsOwnProcess({
          port,
          pid: child.pid,
          databasePid: cluster.pid,
          secret: APP_SECRET,
          connections,
          rooms,
          first,
          warmupSeconds: 2,
          seconds: options.seconds ?? (options.quick ? 4 : 8),
          postsPerSecond: 8_000,
        })
        first += result.sent
        ingest.push(result)
      }
      return { rooms, messages: filled.messages, fillSeconds: filled.seconds, ingest, listMs }
    } finally {
      await child.stop()
    }
  })

/** Cost of each size relative to the first; above 1 is worse. */
function ratios(sizes: readonly Size[]) {
  const [small] = sizes
  return sizes.slice(1).map(({ rooms, messages, ingest, listMs }) => ({
    rooms,
    messages,
    ingest: small!.ingest[0]!.throughput / ingest[0]!.throughput,
    single: ingest[1]!.latencyMs.p50 / small!.ingest[1]!.latencyMs.p50,
    list: listMs.p50 / small!.listMs.p50,
  }))
}

export const growth: Scenario = async (options, cluster) => {
  const sizes: Size[] = []
  const faults: string[] = []
  for (const rooms of options.quick ? SIZES.slice(0, 2) : SIZES) {
    if (wasInterrupted()) throw new Error('interrupted')
    const size = await measure(rooms, cluster, options)
    sizes.push(size)
    for (const { connections, errors } of size.ingest)
      for (const [kind, n] of Object.entries(errors))
        faults.push(`${figure(rooms)} rooms, ${connections} connections: ${n} × ${kind}`)
  }
  const micro = (seconds: number | null, one: LoadResult) =>
    figure((1e6 * (seconds ?? Number.NaN)) / (one.throughput * one.seconds))
  const rows = sizes.map(({ rooms, messages, fillSeconds, ingest, listMs }) => [
    figure(rooms),
    figure(messages),
    figure(fillSeconds),
    figure(ingest[0]!.throughput),
    figure(ingest[0]!.latencyMs.p99, 1),
    micro(ingest[0]!.serverCpuSeconds, ingest[0]!),
    micro(ingest[0]!.databaseCpuSeconds, ingest[0]!),
    figure(ingest[1]!.latencyMs.p50, 2),
    figure(listMs.p50, 1),
  ])
  const judged = ratios(sizes)
  const verdict = (ratio: number) => `${figure(ratio, 2)} ${ratio <= MUST ? 'met' : 'MISSED'}`
  return {
    report: [
      table(
        [
          'rooms',
          'messages',
          'fill s',
          'posts/s',
          'p99 ms',
          'server µs',
          'db µs',
          'alone p50',
          'list p50',
        ],
        rows,
      ),
      '',
      table(
        ['against the smallest', 'ingest, 32', 'ingest, 1', 'GET /rooms', 'must', 'aim'],
        judged.map((one) => [
          `${figure(one.rooms)} rooms, ${figure(one.messages)} messages`,
          verdict(one.ingest),
          verdict(one.single),
          verdict(one.list),
          `≤ ${MUST}`,
          `≤ ${AIM}`,
        ]),
      ),
      ...faults.map((fault) => `FAILED ${fault}`),
    ].join('\n'),
    data: { sizes, ratios: judged },
    failed: faults.length > 0,
    missed: judged.some(({ ingest, single, list }) => Math.max(ingest, single, list) > MUST),
  }
}
