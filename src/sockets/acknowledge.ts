import type { z } from 'zod'
import { AppError } from '../protocol/errors.ts'
import { type Ack, type ClientEvent, clientEvents } from '../protocol/events.ts'
import { isDatabaseUnavailable } from '../store/unavailable.ts'
import { take } from './frameBudget.ts'
import type { Client } from './io.ts'
import { readPayload } from './readPayload.ts'

type Logger = { error: (fields: object, text: string) => void }
type ClientPayload<E extends ClientEvent> = z.infer<(typeof clientEvents)[E]>

/** What is done with each client event: once for all sockets, of which there are thousands. */
export type Handlers = Map<string, (socket: Client, args: unknown[]) => Promise<void>>

/**
 * Handles a client event: validates its payload, and answers its callback in every case. Whatever a client sends, the
 * answer is `{status:1,…}` or `{status:0, code, message}`, and nothing throws.
 * @param also tells the same answer in another way, for clients that listen to an event instead of a callback
 */
export function acknowledge<E extends ClientEvent>(
  handlers: Handlers,
  event: E,
  log: Logger,
  handle: (socket: Client, payload: ClientPayload<E>) => Promise<Record<string, unknown>>,
  also: (socket: Client, answer: Ack, payload?: ClientPayload<E>) => void = () => {},
): void {
  /** Apart, so that an event that waits keeps what was understood of it, and not all that came with it. */
  const reply = async (
    socket: Client,
    payload: ClientPayload<E>,
    answer: (ack: Ack) => void,
  ): Promise<void> => {
    try {
      answer({ status: 1, ...(await handle(socket, payload)) })
    } catch (error) {
      if (error instanceof AppError)
        return answer({
          status: 0,
          code: error.code,
          message: error.message,
          ...(error.details !== undefined && { details: error.details }),
        })
      const code = isDatabaseUnavailable(error) ? 'unavailable' : 'internal'
      log.error({ event, error: String(error) }, 'a socket event failed')
      answer({ status: 0, code, message: 'Something went wrong on our side.' })
    }
  }
  handlers.set(event, async (socket, args) => {
    const last = args.at(-1)
    const callback = typeof last === 'function' ? (last as (ack: Ack) => void) : () => {}
    const given = typeof args[0] === 'function' ? undefined : args[0]
    const payload = readPayload(clientEvents[event], given) as ClientPayload<E> | undefined
    const answer = (ack: Ack) => {
      also(socket, ack, payload)
      callback(ack)
    }
    const { events } = socket.data
    if (events && !take(events, Date.now())) {
      return answer({ status: 0, code: 'rate_limited', message: 'Too many events.' })
    }
    if (payload === undefined) {
      return answer({
        status: 0,
        code: 'invalid_request',
        message: 'The payload is not as it should be.',
      })
    }
    return reply(socket, payload, answer)
  })
}

/** To be given to `socket.onAny`, which calls it with the socket as `this`: one function for all sockets. */
export function handleBy(handlers: Handlers) {
  return function handle(this: Client, event: string, ...args: unknown[]): void {
    if (this.connected) void handlers.get(event)?.(this, args)
  }
}
