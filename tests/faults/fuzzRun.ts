import { expect } from 'bun:test'
import fc from 'fast-check'
import { residentKb } from './serverProcess.ts'

/** Generated at once: a bound on memory, and on how much is generated in vain when something is found. */
const CHUNK = 500
const CONNECTIONS = 16
/** What JIT, pools and caches may still take after the first quarter. */
const GROWTH_KB = 96 * 1024

/** How many things a fuzz generates: a few by default, `FUZZ=200000` altogether for the long run. */
export function fuzzRuns(share: number, few: number): number {
  const asked = Number(process.env.FUZZ ?? 0)
  return asked > 0 ? Math.ceil(asked * share) : few
}

export function fuzzSeed(what: string): number {
  const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`${what}: FUZZ_SEED=${seed}`)
  return seed
}

/**
 * Generates `runs` inputs and tries each; what a try answers is a fault, told with the input that made it.
 * @returns how many were tried
 */
export async function fuzz<T>({
  arbitrary,
  runs,
  seed,
  attempt,
  connections = CONNECTIONS,
  midway,
  log = () => '',
}: {
  arbitrary: fc.Arbitrary<T>
  runs: number
  seed: number
  /** @returns what is wrong, or null; `lane` is one of `connections` that go on side by side */
  attempt: (input: T, lane: number) => Promise<string | null>
  connections?: number
  /** Called when a quarter is done. */
  midway?: () => Promise<void>
  /** What the server said last, for when something is found. */
  log?: () => string
}): Promise<number> {
  let done = 0
  let told = false
  for (let chunk = 0; done < runs; chunk++) {
    const inputs = fc.sample(arbitrary, {
      seed: seed + chunk,
      numRuns: Math.min(CHUNK, runs - done),
    })
    let next = 0
    const lane = async (_: unknown, number: number) => {
      while (next < inputs.length) {
        const input = inputs[next++]!
        const fault = await attempt(input, number).catch((error) => `${error}`)
        if (fault !== null)
          throw new Error(`${fault}\nseed ${seed + chunk}, input: ${shown(input)}\n${log()}`)
      }
    }
    await Promise.all(Array.from({ length: connections }, lane))
    done += inputs.length
    if (!told && done >= runs / 4) {
      told = true
      await midway?.()
    }
  }
  return done
}

const shown = (input: unknown) =>
  JSON.stringify(input, (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  ).slice(0, 4000)

/** Holds that a process does not grow: what it has at the end against what it had after a quarter. */
export function watchMemory(pid: number) {
  let quarter = 0
  return {
    async midway() {
      quarter = await residentKb(pid)
    },
    /** @returns in MB, after a quarter and at the end */
    async expectFlat(): Promise<string> {
      const end = await residentKb(pid)
      expect(end - quarter).toBeLessThan(GROWTH_KB)
      return `${Math.round(quarter / 1024)} → ${Math.round(end / 1024)} MB`
    },
  }
}
