import type { z } from 'zod'
import { AppError } from '../protocol/errors.ts'
import { type Ack, type ClientEvent, clientEvents } from '../protocol/events.ts'
import { isDatabaseUnavailable } from '../store/unavailable.ts'
import { take } from './frameBudget.ts'
import type { Client } from './io.ts'
import { readPayload } from './readPayload.ts'

type Logger = { error: (fields: object, text: string) => void }
type ClientPayload<E extends ClientEvent> = z.infer<(typeof clientEvents)[E]>

/** The handler of each client event. Shared by all sockets, since there are thousands of them. */
export type Handlers = Map<string, (socket: Client, args: unknown[]) => Promise<void>>

/**
 * Registers the handler of a client event. Validates the payload and acks in every case, with `{status:1,…}` or
 * `{status:0, code, message}`. Never throws, whatever a client sends.
 * @param also sends the same answer as an event too, for clients that listen to one instead of an ack
 */
export function acknowledge<E extends ClientEvent>(
  handlers: Handlers,
  event: E,
  log: Logger,
  handle: (socket: Client, payload: ClientPayload<E>) => Promise<Record<string, unknown>>,
  also: (socket: Client, answer: Ack, payload?: ClientPayload<E>) => void = () => {},
): void {
  /** A function of its own, so that a waiting event keeps only its parsed payload in memory, not the raw arguments. */
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
    const given = typeof args[0] === 'function' ? undefined : args[0]
    const payload = readPayload(clientEvents[event], given) as ClientPayload<E> | undefined
    const callback = callbackOf(args)
    const answer = (ack: Ack) => {
      also(socket, ack, payload)
      callback(ack)
    }
    if (isFlooding(socket)) return answer(tooManyEvents)
    if (payload === undefined) return answer(invalidRequest('The payload is invalid.'))
    return reply(socket, payload, answer)
  })
}

/** A listener for `socket.onAny`, which calls it with the socket as `this`, so that all sockets share one function. */
export function dispatchTo(handlers: Handlers) {
  return function handle(this: Client, event: string, ...args: unknown[]): void {
    if (!this.connected) return
    const known = handlers.get(event)
    if (known) void known(this, args)
    else refuseUnknown(this, args)
  }
}

/** Answers an event that does not exist, since a caller without an answer would wait for its time-out. */
function refuseUnknown(socket: Client, args: readonly unknown[]): void {
  callbackOf(args)(isFlooding(socket) ? tooManyEvents : invalidRequest('There is no such event.'))
}

const tooManyEvents: Ack = { status: 0, code: 'rate_limited', message: 'Too many events.' }

const invalidRequest = (message: string): Ack => ({ status: 0, code: 'invalid_request', message })

/** The ack callback, which comes last; does nothing if the client gave none. */
function callbackOf(args: readonly unknown[]): (ack: Ack) => void {
  const last = args.at(-1)
  return typeof last === 'function' ? (last as (ack: Ack) => void) : () => {}
}

/** Counts an event. @returns whether its socket has sent too many */
function isFlooding({ data: { events } }: Client): boolean {
  return events !== undefined && !take(events, Date.now())
}
