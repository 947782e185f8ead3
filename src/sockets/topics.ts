import type { ListRoom } from '../domain/dashboardRooms.ts'

/** The only place that spells the names of Socket.IO rooms. */
export const STAFF = 'staff'
/** Joined by every live socket. */
export const EVERYONE = 'everyone'
/** Joined by an agent's own sockets. Staff sockets get everything through STAFF instead. */
export const userTopic = (userId: string) => `user:${userId}`
export const roomTopic = (roomId: string) => `room:${roomId}`

/** The topic of a customer type's list for one socket: staff share one, each agent has its own. */
export const listTopic = (room: ListRoom, viewer: { userId: string; staff: boolean }) =>
  viewer.staff ? room : `${room}:${viewer.userId}`

/** All topics that a summary goes to: the staff list, and the lists of these agents. */
export const listTopics = (room: ListRoom, userIds: readonly string[]): string[] => [
  room,
  ...userIds.map((userId) => listTopic(room, { userId, staff: false })),
]
