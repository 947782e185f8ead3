import type { ServerEvent } from '../../client/listeners.ts'
import { type Alert, alertOf } from './alertOf.ts'

export type CaughtUp = {
  messages: number
  rooms: number
  /** The alerts that would have been raised one by one. */
  alerts: readonly Alert[]
}

const nothing = (): CaughtUp & { seen: Set<string> } => ({
  messages: 0,
  rooms: 0,
  alerts: [],
  seen: new Set(),
})

/** Counts the events replayed after a reconnect, so that they become a single alert. */
export function createCatchUp(myId: string) {
  let missed = nothing()
  return {
    take(event: ServerEvent, payload: unknown): void {
      if (event === 'new_message' || event === 'new_room_complete') {
        missed.messages++
        missed.seen.add((payload as { room_id: string }).room_id)
      }
      const alert = alertOf(event, payload, myId)
      if (alert) missed.alerts = [...missed.alerts, alert]
    },
    /** Returns what was counted, and starts again. */
    done(): CaughtUp {
      const { messages, alerts, seen } = missed
      missed = nothing()
      return { messages, alerts, rooms: seen.size }
    },
  }
}
