import type { Payload, ServerToClient } from '../protocol/events.ts'

export type ServerEvent = keyof ServerToClient
type Handler = (payload: never) => void

/** Handlers of server events, by name and for all. */
export function createListeners() {
  const handlers = new Map<string, Set<Handler>>()
  const anyHandlers = new Set<(event: ServerEvent, payload: unknown) => void>()
  return {
    dispatch(event: string, payload: unknown): void {
      for (const handler of anyHandlers) handler(event as ServerEvent, payload)
      for (const handler of handlers.get(event) ?? []) handler(payload as never)
    },
    /** Calls a handler for each event of this name. @returns a function that removes it */
    on<E extends ServerEvent>(event: E, handler: (payload: Payload<E>) => void): () => void {
      const set = handlers.get(event) ?? new Set()
      handlers.set(event, set.add(handler as Handler))
      return () => void set.delete(handler as Handler)
    },
    /** Calls a handler for every event. @returns a function that removes it */
    onAny(handler: (event: ServerEvent, payload: unknown) => void): () => void {
      anyHandlers.add(handler)
      return () => void anyHandlers.delete(handler)
    },
  }
}
