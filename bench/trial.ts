import { run } from './children.ts'
import { APP_SECRET, type Contestant } from './contestants.ts'
import { connectDashboards, faults } from './dashboards.ts'
import type { LoadPlan, LoadResult } from './load.ts'
import type { Cluster } from './postgres.ts'

/** The size and length of a trial. */
export interface Effort {
  rooms: number
  sockets: number
  warmupSeconds: number
  phases: readonly { connections: number; seconds: number }[]
}

/** One phase of one contestant. */
export interface Phase extends LoadResult {
  /** Bytes of WAL for each post, warm-up included. */
  walBytes: number
}

/** One contestant in one round. */
export interface Trial {
  contestant: string
  round: number
  phases: Phase[]
  /** Messages that each dashboard socket should get, and got if `faults` is empty. */
  messages: number
  faults: string[]
}

export async function loadInItsOwnProcess(plan: LoadPlan): Promise<LoadResult> {
  return JSON.parse(
    await run([process.execPath, `${import.meta.dir}/load.ts`, JSON.stringify(plan)]),
  )
}

export const errorsOf = ({ connections, errors, exhausted }: LoadResult): string[] => [
  ...Object.entries(errors).map(([kind, n]) => `${connections} connections: ${n} × ${kind}`),
  ...(exhausted ? [`${connections} connections: posts ran out before the time`] : []),
]

/** CPU time in microseconds for each post; NaN if it was not measured. */
export const microsOfPost = (cpuSeconds: number | null, { throughput, seconds }: LoadResult) =>
  (1e6 * (cpuSeconds ?? Number.NaN)) / (throughput * seconds)

/** Starts the contestant on a fresh database, loads it, checks its deliveries, and cleans up. */
export function tryContestant(
  contestant: Contestant,
  round: number,
  cluster: Cluster,
  effort: Effort,
): Promise<Trial> {
  return cluster.withDatabase(contestant.name, async (databaseUrl) => {
    const { child, port, token } = await contestant.serve(databaseUrl)
    try {
      const url = `http://127.0.0.1:${port}`
      const dashboards = contestant.emits
        ? await connectDashboards({ url, token, count: effort.sockets })
        : null
      try {
        const { pid } = child
        const common = {
          port,
          pid,
          databasePid: cluster.pid,
          secret: APP_SECRET,
          rooms: effort.rooms,
        }
        const populate = { connections: 32, first: 0, warmupSeconds: 0, seconds: 0 }
        const first = await loadInItsOwnProcess({ ...common, ...populate, postsPerSecond: 0 })
        const problems = errorsOf(first)
        if (first.sent !== effort.rooms)
          problems.push(`${first.sent} of ${effort.rooms} rooms made`)
        let messages = first.sent
        const phases: Phase[] = []
        for (const phase of effort.phases) {
          const walBefore = await cluster.walPosition()
          const result = await loadInItsOwnProcess({
            ...common,
            ...phase,
            first: messages,
            warmupSeconds: effort.warmupSeconds,
            postsPerSecond: contestant.postsPerSecond,
          })
          problems.push(...errorsOf(result))
          messages += result.sent
          const walBytes = ((await cluster.walPosition()) - walBefore) / result.sent
          phases.push({ ...result, walBytes })
          await dashboards?.tallies(messages)
        }
        const tallies = (await dashboards?.tallies(messages)) ?? []
        problems.push(...faults(tallies, messages))
        const stored = await cluster.count(databaseUrl, 'messages')
        if (stored !== messages) problems.push(`${stored} stored of ${messages} posted`)
        return { contestant: contestant.name, round, phases, messages, faults: problems }
      } finally {
        await dashboards?.stop()
      }
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${child.output()}`.trim())
    } finally {
      await child.stop()
    }
  })
}
