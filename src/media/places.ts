/** A request to the store got no place, or no answer, in time. */
const silent = () => Object.assign(new Error('the file store is silent'), { code: 'ETIMEDOUT' })

/**
 * Limits parallel requests to a store. SECURITY: Bun makes 256 requests at once, to all hosts together, and waits minutes
 * for one without an answer. Without a limit, a store that hangs would take all of them, and no message could be sent.
 */
export function createPlaces(most: number) {
  let free = most
  const waiting = new Set<() => void>()

  const leave = () => {
    const [next] = waiting
    if (!next) free++
    else if (waiting.delete(next)) next()
  }

  /**
   * Resolves with a function that gives the place back; call it once.
   * @throws Error if none gets free in time
   */
  const take = async (ms: number): Promise<() => void> => {
    if (free > 0) free--
    else {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiting.add(resolve)
      const timer = setTimeout(() => {
        if (waiting.delete(resolve)) reject(silent())
      }, ms)
      await promise.finally(() => clearTimeout(timer))
    }
    return leave
  }

  return {
    /**
     * Makes one request. Nothing can stop it: if it takes longer than `ms`, it only keeps its place until it ends.
     * @throws Error if it takes longer, or waits as long for a place
     */
    async run<T>(ms: number, request: () => Promise<T>): Promise<T> {
      const leave = await take(ms)
      const answer = request().finally(leave)
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(silent()), ms)
      return Promise.race([answer, late.promise]).finally(() => clearTimeout(timer))
    },

    /** Opens a stream once its first bytes are asked for, and holds a place until it ends or its reader leaves. */
    async *stream(ms: number, open: () => ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
      const leave = await take(ms)
      try {
        yield* open()
      } finally {
        leave()
      }
    },
  }
}
