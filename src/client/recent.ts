import type { DurableAction } from './state.ts'

type Cell = { action: DurableAction; before: Cell | null }

/** The latest events, as immutable linked lists in two generations: adding one is O(1) and changes no earlier state. */
export type Recent = {
  young: Cell | null
  count: number
  old: Cell | null
  /** The newest event that was forgotten. */
  floor: number
}

const GENERATION = 2000

export const nothingRecent = (floor: number): Recent => ({
  young: null,
  count: 0,
  old: null,
  floor,
})

export function remember(recent: Recent, action: DurableAction): Recent {
  const young = { action, before: recent.young }
  const count = recent.count + 1
  if (count < GENERATION) return { ...recent, young, count }
  const floor = recent.old ? recent.old.action.payload.event_id : recent.floor
  return { young: null, count: 0, old: young, floor }
}

/** Events after a place, oldest first; null if some of them were dropped. */
export function eventsAfter(recent: Recent, place: number): DurableAction[] | null {
  if (place < recent.floor) return null
  const found: DurableAction[] = []
  for (const start of [recent.young, recent.old]) {
    for (let cell = start; cell && cell.action.payload.event_id > place; cell = cell.before) {
      found.push(cell.action)
    }
  }
  return found.reverse()
}
