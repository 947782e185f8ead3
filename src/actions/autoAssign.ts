import { rankAgents } from '../domain/autoAssign.ts'
import { AppError } from '../protocol/errors.ts'
import {
  findWaitingRooms,
  keepAutoAssigned,
  lockAutoAssign,
  readAutoAssign,
  readCandidates,
} from '../store/autoAssign.ts'
import { lockRoom } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { admit } from './participation.ts'

const BATCH = 200
/** Rooms that are born together are asked for together. */
const GATHER_MS = 25

/**
 * Gives an open room that nobody has to an agent who is online, the way its number asks for.
 * @returns who got it; null if it stays with nobody, or somebody has it already
 */
export async function autoAssign(ctx: ActionContext, roomId: string): Promise<string | null> {
  try {
    return await transact(ctx, async (tx, emit) => {
      const room = await lockRoom(tx, roomId)
      if (!room || room.participantIds.length > 0 || room.settings.status !== 'open') return null
      const mode = await readAutoAssign(tx, room.channelId)
      if (mode === 'off') return null
      await lockAutoAssign(tx)
      // A statement of its own: it sees who was given a room while the lock was awaited.
      const [agent] = rankAgents(mode, await readCandidates(tx))
      if (!agent) return null
      await admit(ctx, tx, emit, { room, agentId: agent.id, by: null })
      return agent.id
    })
  } catch (error) {
    // The agent was disabled in this very moment: the room waits for the next round.
    if (error instanceof AppError && error.code === 'unprocessable') return null
    throw error
  }
}

export type AutoAssign = ReturnType<typeof createAutoAssign>

/**
 * Gives out rooms one after the other, never twice at once: those that it is told of, and in `sweep` all that wait,
 * also from before a crash.
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
          for (const roomId of await keepAutoAssigned(ctx.sql, offered))
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
      log.warn({ code }, 'rooms could not be given out, and will be')
    }
    working = undefined
  }
  const start = () => {
    working ??= work()
    return working
  }

  return {
    /** Rooms that were just opened. Those of numbers that do not ask for it stay with nobody. */
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
