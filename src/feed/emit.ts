import { type Audience, deliveriesOf } from '../domain/audience.ts'
import type { EventRow } from '../domain/event.ts'
import type { Io } from '../sockets/io.ts'
import { roomTopic, STAFF, userTopic } from '../sockets/topics.ts'

/** Emits a row of the log to the sockets of this process: the only place from which a durable event goes live. */
export function emitRow(io: Io, row: EventRow): void {
  const { rooms } = io.of('/').adapter
  const heard = (to: readonly Audience[]) =>
    to.flatMap((audience) => topicsOf(audience, row)).filter((topic) => rooms.has(topic))
  // What nobody here listens to is not even made.
  for (const { event, to, payload } of deliveriesOf(row, 0, (to) => heard(to).length > 0)) {
    // One topic at a time: no socket is in two of them, and each goes out with one native publish.
    for (const topic of heard(to)) io.local.to(topic).emit(event, payload as never)
  }
}

function topicsOf(audience: Audience, row: EventRow): string[] {
  if (audience === 'staff') return row.staff ? [STAFF] : []
  if (audience === 'room') return row.roomId ? [roomTopic(row.roomId)] : []
  return row.userIds.map(userTopic)
}
