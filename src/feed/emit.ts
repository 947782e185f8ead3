import { deliveriesOf } from '../domain/audience.ts'
import type { EventRow } from '../domain/event.ts'
import type { Io } from '../sockets/io.ts'
import { roomTopic, STAFF, userTopic } from '../sockets/topics.ts'

/** Emits a row of the log to the sockets of this process: the only place from which a durable event goes live. */
export function emitRow(io: Io, row: EventRow): void {
  for (const { event, to, payload } of deliveriesOf(row)) {
    const topics: string[] = []
    for (const audience of to) {
      if (audience === 'staff' && row.staff) topics.push(STAFF)
      if (audience === 'room' && row.roomId) topics.push(roomTopic(row.roomId))
      if (audience === 'participants')
        for (const userId of row.userIds) topics.push(userTopic(userId))
    }
    // One topic at a time: no socket is in two of them, and each goes out with one native publish.
    for (const topic of topics) {
      if (io.of('/').adapter.rooms.has(topic)) io.local.to(topic).emit(event, payload as never)
    }
  }
}
