import { expect } from 'bun:test'
import fc from 'fast-check'
import { residentKb } from './serverProcess.ts'

/** Inputs generated at once: limits memory, and how many are generated in vain when a fault is found. */
const CHUNK = 500
const CONNECTIONS = 16
/** Growth allowed after the first quarter, for JIT, pools and caches. */
const GROWTH_KB = 96 * 1024

/** How many inputs a fuzz test generates: few by default, `FUZZ=200000` in all for a long run. */
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
 * Generates `runs` inputs and tries each. A try returns a fault or null; a fault is reported with its input.
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
  /** @returns what is wrong, or null; `lane` is the number of one of `connections` concurrent lanes */
  attempt: (input: T, lane: number) => Promise<string | null>
  connections?: number
  /** Called when a quarter is done. */
  midway?: () => Promise<void>
  /** The end of the server's log, for reporting a fault. */
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

/** Asserts that memory does not grow: compares the end with the first quarter. */
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
