import type { GraphCall } from '../protocol/simulator.ts'
import { Ring } from './bounded.ts'

export type Calls = ReturnType<typeof createCalls>

const KEPT = 5_000
/** Larger bodies are not kept. */
const MAX_BODY = 64 * 1024

/** Records calls of the Graph API for tests, and how many sends to a customer overlapped. */
export function createCalls(now: () => number) {
  const ring = new Ring<GraphCall>(KEPT)
  const inTheAir = new Map<string, number>()

  return {
    after: (id: number) => ring.after(id),
    note(call: Omit<GraphCall, 'id' | 'at'>): void {
      const body = (JSON.stringify(call.body)?.length ?? 0) > MAX_BODY ? null : call.body
      ring.add((id) => ({ id, at: new Date(now()).toISOString(), ...call, body }))
    },
    /** @returns the number of other unanswered sends to the customer, and a function to call when this one is answered */
    begin(phone: string): { beside: number; end: () => void } {
      const beside = inTheAir.get(phone) ?? 0
      inTheAir.set(phone, beside + 1)
      return {
        beside,
        end: () => {
          const left = (inTheAir.get(phone) ?? 1) - 1
          if (left > 0) inTheAir.set(phone, left)
          else inTheAir.delete(phone)
        },
      }
    },
    clear: () => ring.clear(),
  }
}
