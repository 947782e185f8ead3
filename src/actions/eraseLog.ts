import type { Tx } from '../store/database.ts'
import {
  type Erasing,
  eraseEvents,
  findLogEnds,
  findRoomsMergedInto,
} from '../store/eraseCustomer.ts'
import { type ActionContext, transact } from './context.ts'

/** Places of the log read in one transaction; only the rows that change are locked. */
const STRETCH = 20_000
const END = Number.MAX_SAFE_INTEGER

/** The events of these rooms are erased up to the place `next` (exclusive). */
export type LogErased = { roomIds: readonly string[]; next: number; events: number }

/** Erases the events of these rooms in stretches, without locking the rooms, since the log may be long. */
export async function eraseLog(
  ctx: ActionContext,
  roomIds: readonly string[],
  erasing: Erasing,
): Promise<LogErased> {
  const all = [...roomIds, ...(await findRoomsMergedInto(ctx.sql, roomIds))]
  const { first, next } = await findLogEnds(ctx.sql)
  let events = 0
  for (let from = first; from < next; from += STRETCH) {
    const stretch = { ...erasing, from, to: Math.min(from + STRETCH, next) }
    events += await transact(ctx, (tx) => eraseEvents(tx, all, stretch))
  }
  return { roomIds: all, next, events }
}

/** Erases their events logged since `eraseLog`. The rooms must be locked, so that no further event comes before the commit. */
export async function eraseEndOfLog(
  tx: Tx,
  roomIds: readonly string[],
  { log, ...erasing }: Erasing & { log: LogErased },
): Promise<number> {
  const all = [...roomIds, ...(await findRoomsMergedInto(tx, roomIds))]
  const known = all.every((id) => log.roomIds.includes(id))
  return eraseEvents(tx, all, { ...erasing, from: known ? log.next : 0, to: END })
}
