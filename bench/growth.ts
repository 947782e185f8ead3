/**
 * Cost as data grows: ingest and GET /rooms with 10³ rooms and 10⁴ messages, with 10⁵ and 10⁶, and with 10⁶ and 10⁷. All are
 * filled first, each with a server of its own, and then take turns. Messages go to all rooms evenly, so that no room's pages
 * stay in the cache by frequent use.
 */
import { randomBytes } from 'node:crypto'
import { wasInterrupted } from './children.ts'
import { APP_SECRET, ruang, type Served } from './contestants.ts'
import { fillRooms } from './fillRooms.ts'
import { COSTS, reportOf, type Size, type Turn } from './growthReport.ts'
import type { LoadResult } from './load.ts'
import type { Cluster } from './postgres.ts'
import { call } from './rest.ts'
import type { Scenario, ScenarioOptions } from './scenario.ts'
import { type Latencies, summarise } from './stats.ts'
import { figure } from './table.ts'
import { loadInItsOwnProcess } from './trial.ts'

const PER_ROOM = 10
const SIZES = [1000, 100_000, 1_000_000]
const CONNECTIONS = [32, 1]

/** A server with its data, ready for its turns. */
interface Filled extends Size {
  measure(): Promise<Turn>
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

interface Prepared {
  served: Served
  databaseUrl: string
  cluster: Cluster
  options: ScenarioOptions
}

async function fill(
  rooms: number,
  { served, databaseUrl, cluster, options }: Prepared,
): Promise<Filled> {
  const { child, port, token } = served
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
  let first = 1
  const loadWith = async (connections: number) => {
    const result = await loadInItsOwnProcess({
      port,
      pid: child.pid,
      databasePid: cluster.pid,
      secret: APP_SECRET,
      connections,
      rooms,
      first,
      warmupSeconds: 2,
      seconds: options.seconds ?? (options.quick ? 3 : 5),
      postsPerSecond: 12_000,
    })
    first += result.sent
    return result
  }
  return {
    rooms,
    messages: filled.messages,
    fillSeconds: filled.seconds,
    async measure() {
      const listMs = await listLatency(url, token!, options.quick ? 100 : 200)
      const ingest: LoadResult[] = []
      for (const connections of CONNECTIONS) ingest.push(await loadWith(connections))
      return { rooms, ingest, listMs }
    },
  }
}

/** Runs `use` with a filled server of each size. */
async function withSizes<T>(
  [rooms, ...others]: readonly number[],
  { cluster, options }: Pick<Prepared, 'cluster' | 'options'>,
  use: (filled: readonly Filled[]) => Promise<T>,
): Promise<T> {
  if (rooms === undefined) return use([])
  if (wasInterrupted()) throw new Error('interrupted')
  return cluster.withDatabase(`growth_${rooms}`, async (databaseUrl) => {
    const served = await ruang.serve(databaseUrl)
    try {
      const one = await fill(rooms, { served, databaseUrl, cluster, options })
      return await withSizes(others, { cluster, options }, (filled) => use([one, ...filled]))
    } finally {
      await served.child.stop()
    }
  })
}

/** Each round begins with the next one. */
const inTurn = <T>(all: readonly T[], round: number): T[] => {
  const first = (round - 1) % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

export const growth: Scenario = (options, cluster) =>
  withSizes(options.quick ? SIZES.slice(0, 2) : SIZES, { cluster, options }, async (filled) => {
    const turns: Turn[] = []
    for (let round = 1; round <= options.rounds; round++)
      for (const one of inTurn(filled, round)) {
        if (wasInterrupted()) throw new Error('interrupted')
        const turn = await one.measure()
        turns.push(turn)
        options.progress(
          `round ${round}  ${figure(one.rooms)} rooms: ${figure(turn.ingest[0]!.throughput)}/s, alone ${figure(COSTS.single(turn), 2)} ms, list ${figure(COSTS.list(turn), 1)} ms`,
        )
      }
    const { report, ratios, faults, missed } = reportOf(filled, turns)
    return { report, data: { sizes: filled, turns, ratios }, failed: faults.length > 0, missed }
  })
