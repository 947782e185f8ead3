import type { Outlet } from '../feed/emit.ts'
import { type Io, publishFrame } from './io.ts'
import { roomTopic, STAFF, userTopic } from './topics.ts'

/** Where the feed emits: each topic goes out with one native publish. */
export function createOutlet(io: Io): Outlet {
  const { rooms } = io.of('/').adapter
  const heard = (topics: string[]) => topics.filter((topic) => rooms.has(topic))
  return {
    topicsOf: ({ staff, roomId, userIds }) => ({
      staff: heard(staff ? [STAFF] : []),
      participants: heard(userIds.map(userTopic)),
      room: heard(roomId ? [roomTopic(roomId)] : []),
    }),
    publish: (topic, frame) => publishFrame(io, topic, frame),
  }
}
