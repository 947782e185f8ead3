import type { RoomFacts } from '../domain/event.ts'
import type { Actor } from '../domain/participation.ts'
import type { RoomSettings } from '../domain/roomChange.ts'
import type { Tx } from './database.ts'

/** The caller of a query: staff see every room, an agent those in which it participates. */
export type Reader = Actor

/** A room, null if its reader may not see it; `mergedInto` names the surviving room if it was merged. */
export type RoomView = { eventId: number; room: RoomFacts | null; mergedInto: string | null }

export async function readRoom(tx: Tx, reader: Reader, roomId: string): Promise<RoomView> {
  const [row] = await tx<
    { event_id: string; facts: RoomFacts | null; merged_into: string | null }[]
  >`
    select log_position() as event_id,
      (select facts from room_facts where id = ${roomId} and (${reader.staff} or participant_ids @> array[${reader.id}::uuid])) as facts,
      (select o.id from rooms r join rooms o on o.id = r.merged_into
        where r.id = ${roomId} and (${reader.staff} or o.participant_ids @> array[${reader.id}::uuid])) as merged_into`
  return { eventId: Number(row!.event_id), room: row!.facts, mergedInto: row!.merged_into }
}

/** The facts of rooms as this transaction sees them. */
export async function readRoomFacts(tx: Tx, roomIds: readonly string[]): Promise<RoomFacts[]> {
  const rows = await tx<{ facts: RoomFacts }[]>`
    select facts from room_facts where id = any(${roomIds as string[]}::uuid[]) order by id`
  return rows.map((row) => row.facts)
}

export type LockedRoom = {
  id: string
  participantIds: string[]
  contactId: string
  channelId: string
  settings: RoomSettings
  tags: string[]
  unreadCount: number
}

/**
 * Locks a room, which every action on it does first, and then reads it, in a statement of its own, so that it sees what was
 * committed while this one waited for the lock. Null if there is no such room, or it was merged into another, or its reader
 * may not see it.
 * @param reader null for the server itself
 */
export async function lockRoom(
  tx: Tx,
  roomId: string,
  reader: Reader | null = null,
): Promise<LockedRoom | null> {
  // SECURITY: a room is locked only for who may see it: else the time it takes would tell that it exists, and others who
  // work in it would be held up.
  const seen = tx`(${reader?.staff ?? true} or participant_ids @> array[${reader?.id ?? null}::uuid])`
  await tx`select lock_rooms(array(select id from rooms where id = ${roomId} and ${seen}))`
  const [row] = await tx<LockedRoom[]>`
    select id, participant_ids as "participantIds", contact_id as "contactId", channel_id as "channelId", tags,
           unread_count as "unreadCount",
           json_build_object('title', title, 'status', status, 'customer_type', customer_type) as settings
      from rooms where id = ${roomId} and merged_into is null and ${seen}`
  return row ?? null
}

/** Whether an agent may ask to have a room: it participates, or rooms of that channel may be claimed. */
export async function mayAskFor(tx: Tx, userId: string, roomId: string): Promise<boolean> {
  const rows = await tx`
    select from rooms r join channels c on c.id = r.channel_id
     where r.id = ${roomId} and r.merged_into is null
       and (c.allow_claim or r.participant_ids @> array[${userId}::uuid])`
  return rows.length > 0
}

/** Locks the rooms in which a user participates, by id. */
export async function lockRoomsOf(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select lock_rooms(array(select room_id from room_participants where user_id = ${userId})) as id`
  return rows.map(({ id }) => id)
}

/** Whether a user participates in no other rooms than these. */
export async function hasOnlyRooms(
  tx: Tx,
  userId: string,
  ids: readonly string[],
): Promise<boolean> {
  const [row] = await tx<{ only: boolean }[]>`
    select not exists (select from room_participants
                        where user_id = ${userId} and room_id <> all(${ids as string[]}::uuid[])) as only`
  return row!.only
}

/** The caller has locked the room. */
export async function updateSettings(
  tx: Tx,
  roomId: string,
  settings: RoomSettings,
): Promise<void> {
  await tx`
    update rooms set title = ${settings.title}, status = ${settings.status}, customer_type = ${settings.customer_type}
     where id = ${roomId}`
}

/** The caller has locked the room. */
export async function updateTags(tx: Tx, roomId: string, tags: readonly string[]): Promise<void> {
  await tx`update rooms set tags = ${tags as string[]} where id = ${roomId}`
}

/** Sets the unread count of a locked room to 0. */
export async function clearUnread(tx: Tx, roomId: string): Promise<void> {
  await tx`update rooms set unread_count = 0 where id = ${roomId}`
}

/** The contact and channel of rooms, to see whether they can be merged. */
export async function readRoomPlaces(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; contactId: string; channelId: string }[]> {
  return tx<{ id: string; contactId: string; channelId: string }[]>`
    select id, contact_id as "contactId", channel_id as "channelId" from rooms
     where id = any(${ids as string[]}::uuid[]) and merged_into is null order by id`
}

/** Pairs of these users and rooms where the user participates, as `user room`. */
export async function findOwnRooms(
  tx: Tx,
  userIds: readonly string[],
  roomIds: readonly string[],
): Promise<Set<string>> {
  if (userIds.length === 0 || roomIds.length === 0) return new Set()
  const rows = await tx<{ user_id: string; room_id: string }[]>`
    select user_id, room_id from room_participants
     where user_id = any(${userIds as string[]}::uuid[]) and room_id = any(${roomIds as string[]}::uuid[])`
  return new Set(rows.map(({ user_id, room_id }) => `${user_id} ${room_id}`))
}

/** The channel of a room; null if the reader may not see the room. */
export async function readRoomChannel(
  tx: Tx,
  reader: Reader,
  roomId: string,
): Promise<string | null> {
  const [row] = await tx<{ channel_id: string }[]>`
    select channel_id from rooms where id = ${roomId} and merged_into is null
       and (${reader.staff} or participant_ids @> array[${reader.id}::uuid])`
  return row?.channel_id ?? null
}
