import type { RoomFacts } from '../domain/event.ts'
import type { Message } from '../protocol/message.ts'
import type { Sql } from './database.ts'
import type { Reader } from './rooms.ts'

/** The end of a page of hits: rank in millionths, then the message's id. */
export type HitCursor = { rank: number; id: string }

/** Private-use characters around each match, and in place of what the text parser would take for markup. */
export const MARKS = {
  start: '\ue000',
  stop: '\ue001',
  less: '\ue002',
  more: '\ue003',
  and: '\ue004',
}

export type Hit = {
  rank: number
  message: Message
  room: RoomFacts
  text: string
  /** `text` with MARKS around the words that each language finds. */
  marked: string[]
}

/** Most hits that are ranked; if there are more, the latest. */
const RANKED = 1000
/** The index has trigrams: three letters or digits, or two at the edge of a word. For less, it would have to read all texts. */
const HAS_TRIGRAM = /[\p{L}\p{N}]{3}|[^\p{L}\p{N}][\p{L}\p{N}]{2}|[\p{L}\p{N}]{2}[^\p{L}\p{N}]/u

/**
 * Messages of rooms that the reader sees, by words (Indonesian and English, inflected forms too) or by any part of the
 * text: best first, then latest. Reads one more than `limit`.
 * @param pattern a LIKE pattern for a text that contains `q`
 */
export async function searchMessages(
  sql: Sql,
  asked: { reader: Reader; q: string; pattern: string; after: HitCursor | null; limit: number },
): Promise<{ eventId: number; hits: Hit[] }> {
  const { reader, q, pattern, after, limit } = asked
  const query = sql`(plainto_tsquery('indonesian', ${q}) || plainto_tsquery('english', ${q}) || plainto_tsquery('simple', ${q}))`
  const words = sql`(to_tsvector('indonesian', s.text) || to_tsvector('english', s.text) || to_tsvector('simple', s.text))`
  const part = HAS_TRIGRAM.test(q) ? sql`s.text ilike ${pattern}` : sql`false`
  const mine = sql`s.room_id in (select room_id from room_participants where user_id = ${reader.id})`
  const mayLook = reader.staff ? sql`true` : mine
  // Checked with the message's room, and the message, as they are now, since the index may be a second behind.
  const sees = reader.staff ? sql`true` : sql`r.participant_ids @> array[${reader.id}::uuid]`
  const isThere = sql`not m.metadata ?| '{revoked,deleted}'`
  const later = after ? sql`(rank, id) < (${after.rank}, ${after.id}::uuid)` : sql`true`
  const safe = sql`translate(h.text, ${`<>&${Object.values(MARKS).join('')}`}, ${MARKS.less + MARKS.more + MARKS.and})`
  const options = `HighlightAll=true,StartSel=${MARKS.start},StopSel=${MARKS.stop}`
  const marked = (language: string) =>
    sql`ts_headline(${language}::regconfig, p.text, plainto_tsquery(${language}::regconfig, ${q}), ${options})`
  const [row] = await sql<{ event_id: string; hits: Hit[] }[]>`
    with candidates as (
      select s.message_id as id, s.text, ${words} as words, s.text ilike ${pattern} as whole
        from message_search s join messages m on m.id = s.message_id join rooms r on r.id = m.room_id
       where (${words} @@ ${query} or ${part}) and ${mayLook} and ${sees} and ${isThere} and r.merged_into is null
       order by s.message_id desc limit ${RANKED}
    ), ranked as (
      select id, text, (1000000 * (ts_rank(words, ${query}) + whole::int))::int as rank from candidates
    ), page as (
      select h.id, h.rank, ${safe} as text from ranked h where ${later}
       order by rank desc, id desc limit ${limit + 1}
    )
    select log_position() as event_id, (
      select coalesce(json_agg(json_build_object('rank', p.rank, 'text', p.text,
               'marked', json_build_array(${marked('indonesian')}, ${marked('english')}, ${marked('simple')}),
               'message', message_json(m), 'room', f.facts) order by p.rank desc, p.id desc), '[]')
        from page p join messages m on m.id = p.id join room_facts f on f.id = m.room_id) as hits`
  return { eventId: Number(row!.event_id), hits: row!.hits }
}
