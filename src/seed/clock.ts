/** A clock that can be put back, for what is told as if it had happened before. */
export function createClock() {
  let past: number | null = null
  return {
    now: () => past ?? Date.now(),
    /** Does something as of then; the clock is right again when it is over. */
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
