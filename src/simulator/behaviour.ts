import type { Behaviour, BehaviourChange } from '../protocol/simulator.ts'

/** Meta without faults: each status once, in order, within a second. */
export const GOOD: Behaviour = {
  duplicates: 0,
  reorder_within: 0,
  batch_size: 1,
  delay_ms: 0,
  paused: false,
  statuses: ['sent', 'delivered', 'read'],
  delivered_after_ms: 150,
  read_after_ms: 700,
  status_first: false,
  response_delay_ms: 0,
  drop_responses: 0,
  failures: [],
  hidden: false,
  enforce_window: false,
  enforce_limits: false,
  refuse_token: false,
}

type Failure = Behaviour['failures'][number]
export type Misbehaviour = ReturnType<typeof createMisbehaviour>

/** The simulator's current behaviour. Faults with a count are used up here. */
export function createMisbehaviour(good: Behaviour, changed: (now: Behaviour) => void) {
  let now = structuredClone(good)

  const set = (next: Behaviour) => {
    now = next
    changed(now)
    return now
  }

  return {
    get now(): Behaviour {
      return now
    },
    change: (change: BehaviourChange) =>
      set({
        ...now,
        ...(Object.fromEntries(
          Object.entries(change).filter(([, value]) => value !== undefined),
        ) as Partial<Behaviour>),
      }),
    reset: () => set(structuredClone(good)),

    /** The failure configured for this send, if any. Counts it down. */
    takeFailure(phone: string): Failure | undefined {
      const failure = now.failures.find((one) => one.phone === undefined || one.phone === phone)
      if (failure === undefined || failure.next === null) return failure
      const left = failure.next - 1
      const failures = now.failures.flatMap((one) => {
        if (one !== failure) return [one]
        return left > 0 ? [{ ...one, next: left }] : []
      })
      set({ ...now, failures })
      return failure
    },

    /** Whether the answer to this send is dropped. Counts it down. */
    takeDrop(): boolean {
      if (now.drop_responses === null) return true
      if (now.drop_responses === 0) return false
      set({ ...now, drop_responses: now.drop_responses - 1 })
      return true
    },
  }
}
