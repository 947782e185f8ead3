const FRAMES_AT_ONCE = 200
const FRAMES_PER_SECOND = 100

/** A token bucket. Kept small, since every socket has one. */
export type Budget = {
  left: number
  at: number
  readonly atOnce: number
  readonly perSecond: number
}

/** Limits the frames of one connection: allows a burst, stops a flood. */
export const createFrameBudget = () => createBudget(FRAMES_AT_ONCE, FRAMES_PER_SECOND)

/** Limits the events of one socket; a burst may have as many as ten seconds allow. */
export const createEventBudget = (perMinute: number) =>
  createBudget(Math.ceil(perMinute / 6), perMinute / 60)

const createBudget = (atOnce: number, perSecond: number): Budget => ({
  left: atOnce,
  at: 0,
  atOnce,
  perSecond,
})

/** Takes one token; false if none is left. */
export function take(budget: Budget, now: number): boolean {
  const filled = budget.left + (Math.max(0, now - budget.at) / 1000) * budget.perSecond
  budget.left = Math.min(budget.atOnce, filled)
  budget.at = now
  if (budget.left < 1) return false
  budget.left -= 1
  return true
}
