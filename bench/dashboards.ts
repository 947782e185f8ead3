import { start } from './children.ts'
import type { FromSockets, SocketsPlan, Tally } from './sockets.ts'

export interface Dashboards {
  /** What each socket got, once all have `messages` or nothing more comes. */
  tallies(messages: number): Promise<Tally[]>
  stop(): Promise<void>
}

/** Starts a process with the dashboard sockets; resolves when all are connected. */
export async function connectDashboards(plan: SocketsPlan): Promise<Dashboards> {
  let answer = Promise.withResolvers<FromSockets>()
  const child = start(
    [process.execPath, `${import.meta.dir}/sockets.ts`, JSON.stringify(plan)],
    {},
    (message) => answer.resolve(message as FromSockets),
  )
  child.exited.then(() => answer.reject(new Error(`dashboard sockets ended:\n${child.output()}`)))
  answer.promise.catch(() => {})

  const first = await answer.promise
  if (first.kind === 'failed') {
    await child.stop()
    throw new Error(`dashboard sockets refused: ${first.reason}`)
  }
  return {
    stop: child.stop,
    async tallies(messages) {
      answer = Promise.withResolvers()
      child.send({ kind: 'expect', messages })
      const last = await answer.promise
      return last.kind === 'tallies' ? last.tallies : []
    },
  }
}

/** Faults of the deliveries of posts 0 … `messages` − 1, in words; empty if there are none. */
export function faults(tallies: readonly Tally[], messages: number): string[] {
  const indexSum = (messages * (messages - 1)) / 2
  return tallies.flatMap((tally, i) => {
    if (tally.disconnects > 0) return [`socket ${i} was disconnected ${tally.disconnects} times`]
    if (tally.messages !== messages) return [`socket ${i} got ${tally.messages} of ${messages}`]
    if (tally.indexSum !== indexSum) return [`socket ${i} got some messages twice, others never`]
    return []
  })
}
