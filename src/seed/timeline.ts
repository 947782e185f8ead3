type Step = { at: number; take: () => Promise<void> }

/**
 * Runs several stories concurrently, with their steps in order of time: a step waits until every other story has reached a
 * later one. So rate limits and the order of messages are as if it had really happened.
 */
export function createTimeline(passed: (at: number) => Promise<void>) {
  const waiting: Step[] = []
  let stories = 0
  let busy = false

  function next(): void {
    if (busy || waiting.length === 0 || waiting.length < stories) return
    const first = waiting.reduce((a, b) => (b.at < a.at ? b : a))
    waiting.splice(waiting.indexOf(first), 1)
    busy = true
    void first.take().finally(() => {
      busy = false
      next()
    })
  }

  return {
    /** Runs `act` when it is its turn. */
    step: <T>(at: number, act: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const take = async () => {
          await act().then(resolve, reject)
          await passed(at)
        }
        waiting.push({ at, take })
        next()
      }),
    /** Runs all stories to their end. */
    async tell(told: readonly (() => Promise<void>)[]): Promise<void> {
      stories = told.length
      await Promise.all(
        told.map((story) =>
          story().finally(() => {
            stories--
            next()
          }),
        ),
      )
    },
  }
}
