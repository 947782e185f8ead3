export type Random = ReturnType<typeof seeded>

export const newSeed = () => Number(process.env.FAULTS_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** Reproducible random numbers. The seed is printed, and `FAULTS_SEED` repeats a failure. */
export function seeded(what: string, seed = newSeed()) {
  console.log(`${what}: FAULTS_SEED=${seed}`)
  let state = seed
  /** Mulberry32: in [0, 1). */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { next, below, pick: <T>(list: readonly T[]): T => list[below(list.length)]! }
}
