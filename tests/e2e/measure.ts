import type { Page } from 'playwright-core'

/**
 * How much slower than its best this machine is right now: a loop of fixed work in the page, many times. 1 on an idle
 * machine. Time limits are multiplied by it, because other processes are no fault of the page.
 */
export async function slowdown(page: Page): Promise<number> {
  const times = await page.evaluate(async () => {
    const taken: number[] = []
    for (let run = 0; run < 60; run++) {
      const began = performance.now()
      let sum = 0
      for (let n = 0; n < 3_000_000; n++) sum = (sum * 31 + n) | 0
      taken.push(performance.now() - began + (sum === 0.5 ? 1 : 0))
      await new Promise((resolve) => setTimeout(resolve))
    }
    return taken
  })
  const sorted = times.sort((a, b) => a - b)
  return Math.max(1, at(sorted, 0.9) / sorted[0]!)
}

/** The value at a fraction of a sorted list. */
const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!

export const quantile = (numbers: readonly number[], part: number): number =>
  at(
    [...numbers].sort((a, b) => a - b),
    part,
  )
export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5)

/** Prints the measured figures, whatever the test asserts. */
export const report = (what: string, figures: Record<string, number>): void =>
  console.log(
    `${what}: ${Object.entries(figures)
      .map(([name, figure]) => `${name} ${figure.toFixed(figure < 10 ? 1 : 0)}`)
      .join(', ')}`,
  )
