/** Counts millions of durations in steps of 0.1 ms; anything over a minute counts as a minute. */
const STEPS_PER_MS = 10
const LONGEST_MS = 60_000

export function createHistogram() {
  const counts = new Uint32Array(LONGEST_MS * STEPS_PER_MS + 1)
  let total = 0
  let max = 0

  const percentile = (share: number): number => {
    const rank = Math.max(1, Math.ceil(share * total))
    let passed = 0
    for (let step = 0; step < counts.length; step++) {
      passed += counts[step]!
      if (passed >= rank) return (step + 1) / STEPS_PER_MS
    }
    return Number.NaN
  }

  return {
    add(ms: number): void {
      const step = Math.max(0, Math.min(counts.length - 1, Math.floor(ms * STEPS_PER_MS)))
      counts[step]!++
      total++
      if (ms > max) max = ms
    },
    summary: () => ({
      count: total,
      p50: percentile(0.5),
      p99: percentile(0.99),
      p999: percentile(0.999),
      max,
    }),
  }
}
