/** Latencies of one measured interval, in milliseconds. */
export interface Latencies {
  count: number
  p50: number
  p95: number
  p99: number
  p999: number
  max: number
}

/** Nearest-rank percentile of sorted values; NaN when there are none. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1]!
}

/** Sorts `samples` in place. */
export function summarise(samples: Float64Array): Latencies {
  samples.sort()
  return {
    count: samples.length,
    p50: percentile(samples, 0.5),
    p95: percentile(samples, 0.95),
    p99: percentile(samples, 0.99),
    p999: percentile(samples, 0.999),
    max: percentile(samples, 1),
  }
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
