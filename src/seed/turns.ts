type Step = { at: number; take: () => Promise<void> }

/**
 * Stories told side by side, in the order of their times: a step waits until every other story has come to a later one.
 * What a number may send in a second, and what was said before what, stay as they would have been.
 */
export function createTurns(passed: (at: number) => Promise<void>) {
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
    /** Does something when it is its turn. */
    step: <T>(at: number, act: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const take = async () => {
          await act().then(resolve, reject)
          await passed(at)
        }
        waiting.push({ at, take })
        next()
      }),
    /** Tells them all. */
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
