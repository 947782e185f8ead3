import type { Loads } from './loads.ts'
import { mayRecover, RestError } from './rest.ts'
import { retryAfter } from './retry.ts'
import type { Action, State } from './state.ts'

/** A request without an answer for this long is given up, and asked again: its connection may be dead. */
const ANSWER_MS = 20_000
/** After a reconnect, requests this old are asked again at once. */
const STALE_MS = 2_000
const ASK_AGAIN = new Error('Asked again after a reconnect.')

type Ask = (load: Loads) => Promise<Action>

/** Runs named loads: each name only once at a time, and with retries until there is an answer. */
export function createLoading(options: {
  loads: (signal: AbortSignal) => Loads
  failures: () => State['failures']
  dispatch: (action: Action) => void
  /** Called when a load was answered. */
  onAnswered: () => void
  onError?: ((error: unknown) => void) | undefined
}) {
  const { loads, failures, dispatch, onAnswered, onError } = options
  const inFlight = new Map<string, Promise<void>>()
  /** By name: ends the wait before the next retry. */
  const again = new Map<string, () => void>()
  /** The requests that are under way, with the time of each. */
  const asked = new Map<AbortController, number>()

  const fail = (name: string, error: unknown) => {
    const status = error instanceof RestError ? error.status : 0
    if (failures()[name] !== status) dispatch({ type: 'failed', what: name, status })
  }
  const askInTime = async (ask: Ask): Promise<Action> => {
    const given = new AbortController()
    asked.set(given, Date.now())
    const timer = setTimeout(() => given.abort(), ANSWER_MS)
    try {
      return await ask(loads(given.signal))
    } finally {
      clearTimeout(timer)
      asked.delete(given)
    }
  }
  /** Retries until there is an answer or it is no longer wanted. @throws an error that a retry won't fix */
  const runWithRetries = async (name: string, ask: Ask, isWanted: () => boolean) => {
    for (let tries = 0; ; tries++) {
      try {
        return await askInTime(ask)
      } catch (error) {
        if (error === ASK_AGAIN && isWanted()) continue
        if (!isWanted() || !mayRecover(error)) throw error
        onError?.(error)
        fail(name, error)
      }
      await new Promise((resolve) => {
        again.set(name, () => resolve(undefined))
        setTimeout(resolve, retryAfter(tries))
      })
    }
  }

  return {
    /** Runs the requests one after the other, unless this name is running. After `drop`, late answers are ignored. */
    once(name: string, ...asks: Ask[]): Promise<void> {
      const running = inFlight.get(name)
      if (running) return running
      const isCurrent = () => inFlight.get(name) === begun
      const work = async () => {
        for (const ask of asks) {
          const action = await runWithRetries(name, ask, isCurrent)
          if (!isCurrent()) return
          dispatch(action)
        }
      }
      const begun: Promise<void> = work().then(
        () => {
          if (!isCurrent()) return
          inFlight.delete(name)
          if (name in failures()) dispatch({ type: 'succeeded', what: name })
          onAnswered()
        },
        (error) => {
          if (!isCurrent()) return
          inFlight.delete(name)
          onError?.(error)
          fail(name, error)
        },
      )
      inFlight.set(name, begun)
      return begun
    },
    isLoading: (name: string): boolean => inFlight.has(name),
    /** The number of running loads whose names have this prefix. */
    count: (start: string): number =>
      [...inFlight.keys()].filter((name) => name.startsWith(start)).length,
    /** Ignores the answer of a running load. */
    drop: (name: string) => void inFlight.delete(name),
    dropAll: () => inFlight.clear(),
    /** Retries a failed load now. */
    again: (name: string) => again.get(name)?.(),
    /** Call after a reconnect: what was asked over connections that may be dead is asked again. */
    reconnected() {
      for (const [given, since] of asked) if (Date.now() - since >= STALE_MS) given.abort(ASK_AGAIN)
    },
    /** Resolves once nothing is being loaded. */
    async settled() {
      while (inFlight.size > 0) await Promise.all(inFlight.values())
    },
  }
}
