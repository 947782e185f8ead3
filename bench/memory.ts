/**
 * Memory of a socket: how much a server grows for each signed-in dashboard that has joined three rooms. EARLIER sockets
 * connect first, so that one-time allocations don't count.
 */
import { launch } from './contestants.ts'
import { residentBytes } from './cpu.ts'
import { type Crowd, startCrowd } from './crowdHost.ts'
import type { Scenario } from './scenario.ts'
import { figure, table } from './table.ts'
import { withWorld } from './world.ts'

const MUST_BYTES = 14_000
const AIM_BYTES = 12_000
const EARLIER = 500
const ROOMS_EACH = 3
/** A pause in which the garbage of handshakes is collected. */
const REST_MS = 5_000

interface Memory {
  contestant: string
  sockets: number
  /** Resident memory before any socket, with the EARLIER ones, and with all. */
  resident: [number, number, number]
  perSocket: number
  connectsPerSecond: number
}

type Server = { port: number; pid: number; token: string | null; roomIds: readonly string[] }

async function measure(
  name: string,
  server: Server,
  crowd: Crowd,
  sockets: number,
): Promise<Memory> {
  await crowd.drop()
  const { port, pid, token, roomIds } = server
  const auth = (n: number) => ({
    ...(token && { token }),
    rooms: Array.from(
      { length: ROOMS_EACH },
      (_, i) => roomIds[(n * ROOMS_EACH + i) % roomIds.length],
    ),
  })
  const resident = async () => {
    await Bun.sleep(REST_MS)
    return residentBytes(pid) ?? Number.NaN
  }
  const alone = await resident()
  await crowd.connect(
    port,
    Array.from({ length: EARLIER }, (_, n) => auth(n)),
  )
  const few = await resident()
  const { seconds } = await crowd.connect(
    port,
    Array.from({ length: sockets }, (_, n) => auth(EARLIER + n)),
  )
  const all = await resident()
  return {
    contestant: name,
    sockets,
    resident: [alone, few, all],
    perSocket: (all - few) / sockets,
    connectsPerSecond: sockets / seconds,
  }
}

export const memory: Scenario = async (options, cluster) => {
  const results: Memory[] = []
  const sockets = options.quick ? 2000 : 5000
  const roomIds = Array.from({ length: 400 }, () => crypto.randomUUID())
  const crowd = await startCrowd()
  const others: [string, string[]][] = [
    ['stock Bun engine', [process.execPath, `${import.meta.dir}/fanout-stock.ts`]],
    ['Socket.IO on Node', ['node', `${import.meta.dir}/fanout-node.mjs`]],
  ]
  try {
    results.push(
      await withWorld(cluster, 'memory', ({ served: { port, child }, token, roomIds: its }) =>
        measure('ruang', { port, pid: child.pid, token, roomIds: its }, crowd, sockets),
      ),
    )
    options.progress(`ruang: ${figure(results[0]!.perSocket)} bytes a socket`)
    for (const [name, command] of options.only ? [] : others) {
      const { child, port } = await launch(command, {}, '/health')
      try {
        const server = { port, pid: child.pid, token: null, roomIds }
        results.push(await measure(name, server, crowd, sockets))
      } finally {
        await child.stop()
      }
    }
  } finally {
    await crowd.stop()
  }
  const [own] = results
  const rows = results.map((r) => [
    r.contestant,
    figure(r.sockets),
    ...r.resident.map((bytes) => figure(bytes / 1e6, 1)),
    figure(r.perSocket / 1000, 1),
    figure(r.connectsPerSecond),
  ])
  const met = own!.perSocket <= MUST_BYTES
  return {
    report: [
      table(
        [
          'memory',
          'sockets',
          'MB alone',
          `with ${EARLIER}`,
          'with all',
          'kB a socket',
          'connects/s',
        ],
        rows,
      ),
      `Must: ≤ ${MUST_BYTES / 1000} kB a socket, aim ≤ ${AIM_BYTES / 1000}: ${met ? 'met' : 'MISSED'}. The others check nobody's token and keep no session.`,
    ].join('\n'),
    data: { results, must: MUST_BYTES, aim: AIM_BYTES },
    failed: false,
    missed: !met,
  }
}
