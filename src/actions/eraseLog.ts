import type { Tx } from '../store/database.ts'
import {
  type Erasing,
  eraseEvents,
  findLogEnds,
  findRoomsMergedInto,
} from '../store/eraseCustomer.ts'
import { type ActionContext, transact } from './context.ts'

/** Places of the log looked at in one transaction: what is locked is only the rows that change. */
const STRETCH = 20_000
const END = Number.MAX_SAFE_INTEGER

/** What the log had of these rooms before the place `next` is erased. */
export type LogErased = { roomIds: readonly string[]; next: number; events: number }

/** Erases what the log tells of these rooms: stretch by stretch, with none of them locked, for it may be long. */
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

/** Erases what has come to the log since. The rooms are locked: nothing more of them comes before this commits. */
export async function eraseEndOfLog(
  tx: Tx,
  roomIds: readonly string[],
  { log, ...erasing }: Erasing & { log: LogErased },
): Promise<number> {
  const all = [...roomIds, ...(await findRoomsMergedInto(tx, roomIds))]
  const known = all.every((id) => log.roomIds.includes(id))
  return eraseEvents(tx, all, { ...erasing, from: known ? log.next : 0, to: END })
}
