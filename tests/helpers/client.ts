import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { serverEvents } from '../../src/protocol/events.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
type Any = any
export type Seen = { event: string; payload: Any }
export type Client = Awaited<ReturnType<typeof connect>>

const DEADLINE_MS = 30_000

/** A stock socket.io-client that records every event and validates each against its schema. */
export async function connect(
  url: string,
  auth: Record<string, unknown>,
  options: Partial<ManagerOptions & SocketOptions> = {},
) {
  const socket: Socket = io(url, {
    auth,
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    ...options,
  })
  const seen: Seen[] = []
  const faults: string[] = []
  let wake: (() => void)[] = []
  const changed = () => {
    for (const resolve of wake) resolve()
    wake = []
  }
  socket.onAny((event: string, payload: Any) => {
    seen.push({ event, payload })
    const declared = serverEvents[event as keyof typeof serverEvents]
    const checked = declared?.payload.safeParse(payload)
    if (!checked?.success)
      faults.push(`${event}: ${checked ? checked.error.message : 'not declared'}`)
    changed()
  })
  socket.on('disconnect', changed)
  socket.on('connect_error', changed)

  /** Waits until the condition holds; fails after a deadline. */
  const until = async (holds: () => boolean, what: string) => {
    const deadline = Date.now() + DEADLINE_MS
    while (!holds()) {
      const left = deadline - Date.now()
      if (left <= 0)
        throw new Error(
          `not seen in time: ${what}; seen: ${seen.map(({ event }) => event).slice(-20)}`,
        )
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        wake.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }
  const named = (event: string): Any[] =>
    seen.filter((one) => one.event === event).map(({ payload }) => payload)

  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      socket.close()
      reject(error)
    })
  })
  await until(() => named('session_ready').length > 0 || !socket.connected, 'session_ready')
  return {
    socket,
    seen,
    /** Payloads that don't match their schema. */
    faults,
    until,
    named,
    /** Waits for the n-th event of this name. @returns its payload */
    async event(name: string, count = 1): Promise<Any> {
      await until(() => named(name).length >= count, `${name} × ${count}`)
      return named(name)[count - 1]
    },
    emit: (event: string, ...args: unknown[]): Promise<Any> =>
      socket.timeout(DEADLINE_MS).emitWithAck(event, ...args),
    /** The durable events, in order of arrival. */
    durable: () =>
      seen.filter(
        ({ event, payload }) =>
          event !== 'session_ready' && event !== 'cursor' && payload?.event_id !== undefined,
      ),
    close: () => socket.close(),
  }
}
