import type { RoomFacts } from '../domain/event.ts'
import type { Actor } from '../domain/participation.ts'
import { containing, searchTerms } from '../domain/searchText.ts'
import type { RoomFilters } from '../protocol/rooms.ts'
import { containsEither, type Fragment } from './containsEither.ts'
import type { Tx } from './database.ts'
import { leadText } from './leads.ts'

/** The end of a page of rooms. */
export type RoomCursor = { activityAt: string; id: string }

const STATUSES = ['open', 'closed'] as const

/** A search that finds more rooms than this matches so often that scanning the list itself is faster. */
const FEW = 5000

/** Rooms, latest activity first. Reads one more than `limit`. Call it within inSnapshot. */
export async function listRooms(
  tx: Tx,
  asked: { reader: Actor; filters: RoomFilters; after: RoomCursor | null; limit: number },
): Promise<RoomFacts[]> {
  const { reader, filters, after, limit } = asked
  const { user_id, customer_type, status, tag, unread, channel_id, q } = filters
  const whose = reader.staff ? user_id : reader.id
  const patterns = q === undefined ? [] : searchTerms(q).map(containing)
  const found = whose === undefined && q !== undefined && (await findRooms(tx, patterns, FEW + 1))
  const few = found && found.length <= FEW ? found : null

  // As an array, so that the plan starts from the user's own rooms, however long the list is.
  const mine = tx`r.id = any (array(select room_id from room_participants where user_id = ${whose ?? null}::uuid))`
  // The index of all rooms begins with the status: without a better index, it is scanned once per status, and merged.
  const walksAll = whose === undefined || whose === 'none'
  const hasItsOwnIndex =
    customer_type || channel_id || tag !== undefined || unread === 'true' || few
  const isApart = !status && walksAll && !hasItsOwnIndex
  const parts = (isApart ? STATUSES : [status]).map(
    (status) => tx`
      (select r.id, r.activity_at from rooms r
        ${q !== undefined && !few ? tx`join contacts c on c.id = r.contact_id left join leads l on l.id = r.lead_id` : tx``}
       where r.merged_into is null
         ${status ? tx`and r.status = ${status}` : tx``}
         ${whose === 'none' ? tx`and r.participant_ids = '{}'` : whose !== undefined ? tx`and ${mine}` : tx``}
         ${customer_type ? tx`and r.customer_type = ${customer_type}` : tx``}
         ${tag !== undefined ? tx`and r.tags <> '{}' and r.tags @> array[${tag}]` : tx``}
         ${unread === 'true' ? tx`and r.unread_count > 0` : tx``}
         ${unread === 'false' ? tx`and r.unread_count = 0` : tx``}
         ${channel_id ? tx`and r.channel_id = ${channel_id}` : tx``}
         ${few ? tx`and r.id = any(${few}::uuid[])` : q !== undefined ? tx`and ${matches(tx, patterns)}` : tx``}
         ${after ? tx`and (r.activity_at, r.id) < (${after.activityAt}::timestamptz, ${after.id}::uuid)` : tx``}
       order by r.activity_at desc, r.id desc limit ${limit + 1})`,
  )
  const [row] = await tx<{ rooms: RoomFacts[] }[]>`
    with page as materialized (
      select * from (${parts.reduce((all, part) => tx`${all} union all ${part}`)}) p
       order by activity_at desc, id desc limit ${limit + 1})
    select coalesce(json_agg(f.facts order by page.activity_at desc, page.id desc), '[]') as rooms
      from page, lateral (select facts from room_facts where id = page.id offset 0) f`
  return row!.rooms
}

const contactText = (tx: Tx) =>
  tx`(coalesce(c.profile_name, '') || ' ' || coalesce(c.username, '') || ' ' || coalesce(c.wa_id, ''))`

/** Whether a room, its contact or its lead contains one of these. */
const matches = (tx: Tx, patterns: readonly string[]) => {
  const any = tx`any(${patterns as string[]}::text[])`
  return tx`(${contactText(tx)} ilike ${any} or ${leadText(tx)} ilike ${any} or r.title ilike ${any}
             or tags_text(r.tags) ilike ${any})`
}

/** At most `limit` matching rooms, unordered; each part of the text uses its own index. */
async function findRooms(tx: Tx, patterns: readonly string[], limit: number): Promise<string[]> {
  const either = (text: Fragment) => containsEither(tx, text, patterns)
  const rows = await tx<{ id: string }[]>`
    select r.id from contacts c join room_keys r on r.contact_id = c.id where ${either(contactText(tx))}
    union all select r.id from leads l join rooms r on r.lead_id = l.id where ${either(leadText(tx))}
    union all select r.id from rooms r where r.title is not null and ${either(tx`r.title`)}
    union all select r.id from rooms r where r.tags <> '{}' and ${either(tx`tags_text(r.tags)`)}
    limit ${limit}`
  return rows.map(({ id }) => id)
}
