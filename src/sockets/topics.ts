import type { ListRoom } from '../domain/dashboardRooms.ts'

/** The only place that spells the names of Socket.IO rooms. */
export const STAFF = 'staff'
/** Joined by every live socket. */
export const EVERYONE = 'everyone'
/** Joined by an agent's own sockets; staff hear everything through STAFF. */
export const userTopic = (userId: string) => `user:${userId}`
export const roomTopic = (roomId: string) => `room:${roomId}`

/** What a socket joins for the list of a customer type: staff the list itself, an agent a list of its own. */
export const listTopic = (room: ListRoom, viewer: { userId: string; staff: boolean }) =>
  viewer.staff ? room : `${room}:${viewer.userId}`

/** Where a summary goes in a list: to staff, and to each of these agents. */
export const listTopics = (room: ListRoom, userIds: readonly string[]): string[] => [
  room,
  ...userIds.map((userId) => listTopic(room, { userId, staff: false })),
]
