import { isTemporary, Refused } from './refused.ts'
import { isUuid } from './uuid.ts'

const MAX_ROOMS = 200

/** The rooms that a connection has joined, or will join as soon as there is one. */
export function createJoinedRooms(options: {
  rooms: readonly string[] | undefined
  isConnected: () => boolean
  /** Sends `room:join`. @throws Refused */
  sendJoin: (roomId: string) => Promise<unknown>
  /** The backoff: ms to wait after this many failures. */
  waitAfter: (failures: number) => number
}) {
  const { isConnected, sendJoin, waitAfter } = options
  const rooms = new Set(options.rooms?.filter(isUuid))
  /** Rooms that the last handshake asked for. */
  let offered: string[] = []

  async function join(roomId: string, failures = 0): Promise<void> {
    if (!isUuid(roomId)) throw new Refused('not_found', 'There is no such room.')
    if (failures === 0) rooms.add(roomId)
    if (!isConnected() || !rooms.has(roomId)) return
    try {
      await sendJoin(roomId)
    } catch (error) {
      // Disconnected meanwhile: the next handshake joins it. Or the room was left.
      if (!isConnected() || !rooms.has(roomId)) return
      if (isTemporary(error)) {
        await new Promise((resolve) => setTimeout(resolve, waitAfter(failures)))
        return join(roomId, failures + 1)
      }
      rooms.delete(roomId)
      throw error
    }
  }
  /** Joins in the background. A room that is refused is dropped, and nobody has to hear of it. */
  const joinQuietly = (roomId: string) => void join(roomId).catch(() => {})

  return {
    /**
     * Joins a room now, or with the next connection. Retries while the server can't answer. A room that is merged meanwhile
     * is left for the one that remains.
     * @throws Refused `not_found` if the room does not exist or may not be seen
     */
    join: (roomId: string): Promise<void> => join(roomId),
    leave: (roomId: string) => void rooms.delete(roomId),
    /** The rooms that a handshake asks for. */
    offer(): string[] {
      offered = [...rooms].slice(-MAX_ROOMS)
      return offered
    },
    /** Call when the handshake was answered: drops what it refused, and joins what it did not ask for. */
    settle(refused: readonly string[]): void {
      for (const roomId of refused) rooms.delete(roomId)
      for (const roomId of rooms) if (!offered.includes(roomId)) joinQuietly(roomId)
    },
    /** Call when the server has removed the socket from all rooms. */
    rejoinAll(): void {
      for (const roomId of rooms) joinQuietly(roomId)
    },
    /** Call when the server may have removed the socket from this room. */
    rejoin(roomId: string): void {
      if (rooms.has(roomId)) joinQuietly(roomId)
    },
    /** Call when a room was merged: goes on in the surviving one. */
    move(from: string, into: string): void {
      if (rooms.delete(from)) joinQuietly(into)
    },
  }
}
