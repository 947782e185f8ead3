import { z } from 'zod'
import { roomStatus } from './message.ts'
import { customerType } from './room.ts'
import { clientMessageId } from './sending.ts'
import { plainText } from './text.ts'
import { uuid } from './uuid.ts'

/** A tag, trimmed. */
const tag = plainText.trim().min(1).max(50)

/** Filters of a list of rooms, combined with AND. */
export const roomFilters = z.object({
  /** Rooms in which this user participates; `none`: unassigned rooms. No effect for an agent. */
  user_id: z.union([z.literal('none'), uuid]).optional(),
  customer_type: customerType.optional(),
  status: roomStatus.optional(),
  tag: tag.optional(),
  /** `true`: only rooms with something unread. */
  unread: z.enum(['true', 'false']).optional(),
  channel_id: uuid.optional(),
  /** A part of a title, name, username, phone or tag, ignoring case. */
  q: plainText.trim().min(1).max(1000).optional(),
})

/** Counts of rooms that the caller may see: `mine`, `unassigned` and `all` are open ones. */
export const roomCounts = z
  .strictObject({
    mine: z.number().int(),
    unassigned: z.number().int(),
    all: z.number().int(),
    closed: z.number().int(),
  })
  .meta({ id: 'RoomCounts' })

/** `title: null` removes the title, so that the room shows the customer's name again. */
export const roomChange = z
  .object({
    title: plainText.trim().min(1).max(200).nullable().optional(),
    status: roomStatus.optional(),
    customer_type: customerType.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'changes nothing')
  .meta({ id: 'RoomChange' })

/** Assigns a room to a user. With `from` it is a hand-over: that user is unassigned in the same step. */
export const assignment = z
  .object({ agent_id: uuid, from: uuid.optional() })
  .refine(({ agent_id, from }) => agent_id !== from, 'hands over to the same user')
  .meta({ id: 'Assignment' })

export const unassignment = z.object({ agent_id: uuid }).meta({ id: 'Unassignment' })

/** All tags of a room, in order, without repetitions. */
export const roomTags = z
  .object({
    tags: z
      .array(tag)
      .max(100)
      .transform((tags) => [...new Set(tags)])
      .refine((tags) => tags.length <= 20, 'are more than 20'),
  })
  .meta({ id: 'RoomTags' })

export const newNote = z
  .object({
    text: plainText.min(1).max(4096),
    client_message_id: clientMessageId.nullable().optional(),
  })
  .meta({ id: 'NewNote' })

export const roomMerge = z.object({ room_id: uuid }).meta({ id: 'RoomMerge' })

export const roomRead = z
  .strictObject({ room_id: z.uuid(), unread_count: z.number().int() })
  .meta({ id: 'RoomRead' })

const historyKind = z.enum([
  'assigned',
  'unassigned',
  'claimed',
  'status',
  'title',
  'customer_type',
  'tags',
  'lead',
  'merged',
])

/** A change of a room. `actor_id` is null if the server did it. */
export const historyEntry = z
  .strictObject({
    id: z.uuid(),
    kind: historyKind,
    actor_id: z.uuid().nullable(),
    actor_name: z.string().nullable(),
    /** The user concerned, for `assigned`, `unassigned` and `claimed`. */
    agent_id: z.uuid().nullable(),
    agent_name: z.string().nullable(),
    /** `{from, to}` of a change; `{lead_id}`; `{from_room_id}` of a merge; `{status}` when unassigned from a closed room. */
    data: z.record(z.string(), z.unknown()),
    at: z.iso.datetime({ precision: 3 }),
  })
  .meta({ id: 'HistoryEntry' })

export type RoomFilters = z.infer<typeof roomFilters>
export type RoomCounts = z.infer<typeof roomCounts>
export type RoomChange = z.infer<typeof roomChange>
export type HistoryKind = z.infer<typeof historyKind>
export type HistoryEntry = z.infer<typeof historyEntry>
