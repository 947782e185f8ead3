import { rankAgents } from '../domain/autoAssign.ts'
import { AppError } from '../protocol/errors.ts'
import {
  filterAutoAssigned,
  findWaitingRooms,
  lockAutoAssign,
  readAutoAssign,
  readCandidates,
} from '../store/autoAssign.ts'
import { lockRoom } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { addToRoom } from './participation.ts'

const BATCH = 200
/** Rooms opened within this time share one query. */
const GATHER_MS = 25

/**
 * Assigns an open room without participants to an agent who is online, by the mode of its channel.
 * @returns the agent; null if none was found, or if the room has one already
 */
export async function autoAssign(ctx: ActionContext, roomId: string): Promise<string | null> {
  try {
    return await transact(ctx, async (tx, emit) => {
      const room = await lockRoom(tx, roomId)
      if (!room || room.participantIds.length > 0 || room.settings.status !== 'open') return null
      const mode = await readAutoAssign(tx, room.channelId)
      if (mode === 'off') return null
      await lockAutoAssign(tx)
      // A statement of its own: it sees assignments that were committed while this one waited for the lock.
      const [agent] = rankAgents(mode, await readCandidates(tx, mode))
      if (!agent) return null
      await addToRoom(ctx, tx, emit, { room, agentId: agent.id, by: null })
      return agent.id
    })
  } catch (error) {
    // The agent was disabled at this moment: the room waits for the next round.
    if (error instanceof AppError && error.code === 'unprocessable') return null
    throw error
  }
}

export type AutoAssign = ReturnType<typeof createAutoAssign>

/**
 * Assigns rooms one after the other: those passed to `offer`, and in `sweep` all that wait, including those left by a
 * crash.
 */
export function createAutoAssign(
  ctx: ActionContext,
  log: { warn: (fields: object, text: string) => void },
) {
  const waiting = new Set<string>()
  let sweepAgain = false
  let working: Promise<void> | undefined

  const work = async () => {
    try {
      while (waiting.size > 0 || sweepAgain) {
        if (!sweepAgain) await Bun.sleep(GATHER_MS)
        const offered = [...waiting]
        waiting.clear()
        if (offered.length > 0) {
          for (const roomId of await filterAutoAssigned(ctx.sql, offered))
            await autoAssign(ctx, roomId)
        }
        if (!sweepAgain) continue
        sweepAgain = false
        for (const roomId of await findWaitingRooms(ctx.sql, BATCH)) {
          if (await autoAssign(ctx, roomId)) sweepAgain = true
        }
      }
    } catch (error) {
      const { code } = error as { code?: unknown }
      log.warn({ code }, 'rooms could not be assigned, will retry')
    }
    working = undefined
  }
  const start = () => {
    working ??= work()
    return working
  }

  return {
    /** Takes rooms that were just opened. Those of channels without automatic assignment are ignored. */
    offer(roomIds: Iterable<string>): void {
      for (const roomId of roomIds) waiting.add(roomId)
      if (waiting.size > 0) void start()
    },
    sweep(): Promise<void> {
      sweepAgain = true
      return start()
    },
    idle: () => working ?? Promise.resolve(),
  }
}
