/** A clock that can be set back, so that sample data gets timestamps in the past. */
export function createClock() {
  let past: number | null = null
  return {
    now: () => past ?? Date.now(),
    /** Runs `act` with the clock set to `time`, then sets it right again. */
    async at<T>(time: number, act: () => Promise<T>): Promise<T> {
      past = time
      try {
        return await act()
      } finally {
        past = null
      }
    },
  }
}
