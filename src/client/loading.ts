import { mayRecover, RestError } from './rest.ts'
import { retryAfter } from './retry.ts'
import type { Action, State } from './state.ts'

/** What an inbox asks for, each by a name: once at a time, and until there is an answer. */
export function createLoading(options: {
  failures: () => State['failures']
  dispatch: (action: Action) => void
  /** One of them was answered. */
  onAnswered: () => void
  onError?: ((error: unknown) => void) | undefined
}) {
  const { failures, dispatch, onAnswered, onError } = options
  const underWay = new Map<string, Promise<void>>()
  /** Ends the wait before a load is tried again. */
  const again = new Map<string, () => void>()

  const fail = (name: string, error: unknown) => {
    const status = error instanceof RestError ? error.status : 0
    if (failures()[name] !== status) dispatch({ type: 'failed', what: name, status })
  }
  /** Asks until there is an answer, or it is no longer wanted. @throws what won't get better by asking again */
  const insist = async (name: string, ask: () => Promise<Action>, isWanted: () => boolean) => {
    for (let tries = 0; ; tries++) {
      try {
        return await ask()
      } catch (error) {
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
    /** Asks, one after the other, unless that is under way. Who asks anew meanwhile, or leaves, gets no answer of before. */
    once(name: string, ...asks: (() => Promise<Action>)[]): Promise<void> {
      const running = underWay.get(name)
      if (running) return running
      const isCurrent = () => underWay.get(name) === begun
      const work = async () => {
        for (const ask of asks) {
          const action = await insist(name, ask, isCurrent)
          if (!isCurrent()) return
          dispatch(action)
        }
      }
      const begun: Promise<void> = work().then(
        () => {
          if (!isCurrent()) return
          underWay.delete(name)
          if (name in failures()) dispatch({ type: 'succeeded', what: name })
          onAnswered()
        },
        (error) => {
          if (!isCurrent()) return
          underWay.delete(name)
          onError?.(error)
          fail(name, error)
        },
      )
      underWay.set(name, begun)
      return begun
    },
    isUnderWay: (name: string): boolean => underWay.has(name),
    /** How many are under way whose name begins so. */
    count: (start: string): number =>
      [...underWay.keys()].filter((name) => name.startsWith(start)).length,
    /** Its answer is no longer wanted. */
    drop: (name: string) => void underWay.delete(name),
    dropAll: () => underWay.clear(),
    /** Tries what failed again now. */
    again: (name: string) => again.get(name)?.(),
    /** Resolves when nothing is being loaded. */
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
  }
}
