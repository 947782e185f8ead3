import { type Audience, deliveriesOf } from '../domain/audience.ts'
import type { EventRow } from '../domain/event.ts'
import { type Io, publishFrame } from '../sockets/io.ts'
import { roomTopic, STAFF, userTopic } from '../sockets/topics.ts'
import { frameOf } from './frames.ts'

/** Emits a row of the log to the sockets of this process: the only place from which a durable event goes live. */
export function emitRow(io: Io, row: EventRow): void {
  const topics = topicsHeard(io, row)
  const isHeard = (audience: Audience) => topics[audience].length > 0
  // What nobody here listens to is not even made.
  for (const delivery of deliveriesOf(row, 0, (to) => to.some(isHeard))) {
    const frame = frameOf(delivery)
    // One topic at a time: no socket is in two of them, and each goes out with one native publish.
    for (const audience of delivery.to)
      for (const topic of topics[audience]) publishFrame(io, topic, frame)
  }
}

/** Of each audience of a row: the topics that somebody here is in. */
function topicsHeard(io: Io, { staff, roomId, userIds }: EventRow): Record<Audience, string[]> {
  const { rooms } = io.of('/').adapter
  const heard = (topics: string[]) => topics.filter((topic) => rooms.has(topic))
  return {
    staff: heard(staff ? [STAFF] : []),
    participants: heard(userIds.map(userTopic)),
    room: heard(roomId ? [roomTopic(roomId)] : []),
  }
}
