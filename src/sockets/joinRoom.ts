import { accessAfter, authorizeJoin } from '../domain/authorizeJoin.ts'
import type { Feed } from '../feed/feed.ts'
import { AppError } from '../protocol/errors.ts'
import { readAccess } from '../store/access.ts'
import type { Sql } from '../store/database.ts'
import type { Client } from './io.ts'
import { roomTopic } from './topics.ts'

/**
 * Joins a room if its user may read it. The permission is read at one place of the log; the feed passes that place, what
 * it changed since is applied, and the socket subscribes in the same tick: a racing unassignment always wins.
 * @returns the place of the log from which the room's events reach the socket
 * @throws AppError not_found, for what is not there and for what may not be seen alike
 */
export async function joinRoom(
  { sql, feed }: { sql: Sql; feed: Feed },
  socket: Client,
  roomId: string,
): Promise<number> {
  const { session } = socket.data
  const watch = feed.watchAccess()
  try {
    const known = await readAccess(sql, {
      userId: session.userId,
      familyId: session.familyId,
      roomIds: [roomId],
    })
    if (known) await feed.passed(known.position)
    const access = known && accessAfter(known.access, watch.after(known.position))
    const exists = (id: string) => known?.existing.has(id) ?? false
    if (
      !access ||
      known?.familyRevoked ||
      session.state !== 'live' ||
      !authorizeJoin(access, roomId, exists)
    ) {
      throw new AppError('not_found', 'There is no such room.')
    }
    socket.join(roomTopic(roomId))
    return feed.position
  } finally {
    watch.end()
  }
}
