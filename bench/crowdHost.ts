import { start } from './children.ts'
import type { Count, FromCrowd, ToCrowd } from './crowd.ts'

export type Connected = Omit<Extract<FromCrowd, { kind: 'connected' }>, 'kind'>

export interface Crowd {
  pid: number
  /** Resolves when all these sockets have got `session_ready`. */
  connect(port: number, auths: readonly object[], atOnce?: number): Promise<Connected>
  /** What the sockets got, once it is `total` messages in all or nothing more comes. */
  count(total: number, quietMs?: number): Promise<Count>
  reset(): Promise<void>
  /** Drops all connections without a close frame. */
  drop(): Promise<void>
  stop(): Promise<void>
}

const QUIET_MS = 3_000
const AT_ONCE = 50

/** Starts the process of a crowd, without sockets yet. */
export async function startCrowd(): Promise<Crowd> {
  let answer = Promise.withResolvers<FromCrowd>()
  const child = start([process.execPath, `${import.meta.dir}/crowd.ts`], {}, (message) =>
    answer.resolve(message as FromCrowd),
  )
  child.exited.then(() => answer.reject(new Error(`the crowd ended:\n${child.output()}`)))
  await answer.promise

  const ask = async <K extends FromCrowd['kind']>(order: ToCrowd, kind: K) => {
    answer = Promise.withResolvers()
    answer.promise.catch(() => {})
    child.send(order)
    const said = await answer.promise
    if (said.kind !== kind)
      throw new Error(`the crowd failed: ${said.kind === 'failed' ? said.reason : said.kind}`)
    return said as Extract<FromCrowd, { kind: K }>
  }
  return {
    pid: child.pid,
    connect: (port, auths, atOnce = AT_ONCE) =>
      ask({ kind: 'connect', port, auths, atOnce }, 'connected'),
    count: async (total, quietMs = QUIET_MS) =>
      (await ask({ kind: 'count', total, quietMs }, 'counted')).count,
    reset: async () => void (await ask({ kind: 'reset' }, 'done')),
    drop: async () => void (await ask({ kind: 'drop' }, 'done')),
    stop: child.stop,
  }
}

/** Faults of the deliveries, in words, if every socket should have got `messages`. */
export function faultsOf({ fewest, most, alike, disconnects }: Count, messages: number): string[] {
  return [
    ...(disconnects > 0 ? [`${disconnects} disconnects`] : []),
    ...(fewest === messages && most === messages
      ? []
      : [`sockets got ${fewest} to ${most} of ${messages} messages`]),
    ...(alike ? [] : ['sockets got different messages']),
  ]
}
