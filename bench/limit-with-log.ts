/**
 * The bare limit, and the least of what an inbox needs besides: each message is also an event in a log, and every dashboard
 * hears of it by `publish`. With ROOMS=on each room has its row too, with a title, counters and its last message, and an index
 * by which rooms are listed. Without it rooms are only numbered, in memory. Still no customers, participants or permissions, no
 * repeated deliveries, statuses, media or search, and nobody else may write.
 */
import postgres from 'postgres'
import { serveLimit, type Waiting } from './limit.ts'

const withRooms = process.env.ROOMS === 'on'
const sql = postgres(process.env.DATABASE_URL!, { max: 1, onnotice: () => {} })
await sql.unsafe(`
  CREATE TABLE rooms (
    id UUID PRIMARY KEY, phone TEXT NOT NULL UNIQUE, title TEXT NOT NULL, seq INT NOT NULL, unread_count INT NOT NULL,
    last_message_id UUID NOT NULL, activity_at TIMESTAMPTZ NOT NULL) WITH (fillfactor = 70);
  CREATE INDEX ON rooms (activity_at, id);
  CREATE TABLE messages (
    id UUID PRIMARY KEY, room_id UUID NOT NULL, seq INT NOT NULL, wa_message_id TEXT NOT NULL UNIQUE, content_text TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now());
  CREATE INDEX ON messages (room_id, seq);
  CREATE SEQUENCE event_ids;
  CREATE TABLE events (
    id BIGINT PRIMARY KEY DEFAULT nextval('event_ids'), room_id UUID NOT NULL, seq INT NOT NULL, unread_count INT NOT NULL,
    data JSON NOT NULL, created_at TIMESTAMPTZ NOT NULL DEFAULT now())`)

interface Room {
  id: string
  phone: string
  name: string
  seq: number
}
interface Planned extends Waiting {
  id: string
  room: Room
  /** Counted within its room in memory, or within its room in this group. */
  turn: number
  data: object
}

const numbered = new Map<string, Room>()

/** Each message with its room: of the memory, or of this group, where the database decides what it is. */
function plan(group: readonly Waiting[]): Planned[] {
  const rooms = withRooms ? new Map<string, Room>() : numbered
  const created_at = new Date().toISOString()
  return group.map((message) => {
    const { phone, name, wamid, text } = message
    const room = rooms.get(phone) ?? { id: Bun.randomUUIDv7(), phone, name, seq: 0 }
    rooms.set(phone, room)
    room.seq++
    const id = Bun.randomUUIDv7()
    const data = {
      id,
      direction: 'incoming',
      content_type: 'text',
      content_text: text,
      wa_message_id: wamid,
      status: 'received',
      created_at,
    }
    return { ...message, id, room, turn: room.seq, data }
  })
}

const linesOf = (planned: readonly Planned[]) => planned.map(({ data }) => JSON.stringify(data))

const writeLog = (planned: readonly Planned[], lines: readonly string[]) => sql`
  WITH given AS (
    SELECT * FROM unnest(${planned.map((m) => m.id)}::uuid[], ${planned.map((m) => m.room.id)}::uuid[],
      ${planned.map((m) => m.turn)}::int[], ${planned.map((m) => m.wamid)}::text[], ${planned.map((m) => m.text)}::text[],
      ${lines as string[]}::text[]) AS g(id, room_id, seq, wamid, content, line)
  ), stored AS (
    INSERT INTO messages (id, room_id, seq, wa_message_id, content_text) SELECT id, room_id, seq, wamid, content FROM given
  )
  INSERT INTO events (room_id, seq, unread_count, data) SELECT room_id, seq, seq, line::json FROM given`

function writeRooms(planned: readonly Planned[], lines: readonly string[]) {
  const last = [...new Map(planned.map((m) => [m.phone, m])).values()]
  return sql<{ phone: string; id: string; unread_count: number }[]>`
  WITH room AS (
    INSERT INTO rooms (id, phone, title, seq, unread_count, last_message_id, activity_at)
    SELECT id, phone, name, added, added, last, now()
      FROM unnest(${last.map((m) => m.room.id)}::uuid[], ${last.map((m) => m.phone)}::text[], ${last.map((m) => m.name)}::text[],
        ${last.map((m) => m.turn)}::int[], ${last.map((m) => m.id)}::uuid[]) AS g(id, phone, name, added, last)
    ON CONFLICT (phone) DO UPDATE SET seq = rooms.seq + excluded.seq, unread_count = rooms.unread_count + excluded.unread_count,
      last_message_id = excluded.last_message_id, activity_at = excluded.activity_at
    RETURNING id, phone, seq, unread_count
  ), given AS (
    SELECT g.id, room.id AS room_id, room.seq - added + turn AS seq, unread_count, wamid, content, line
      FROM unnest(${planned.map((m) => m.id)}::uuid[], ${planned.map((m) => m.phone)}::text[], ${planned.map((m) => m.turn)}::int[],
        ${planned.map((m) => m.room.seq)}::int[], ${planned.map((m) => m.wamid)}::text[], ${planned.map((m) => m.text)}::text[],
        ${lines as string[]}::text[]) AS g(id, phone, turn, added, wamid, content, line)
      JOIN room USING (phone)
  ), stored AS (
    INSERT INTO messages (id, room_id, seq, wa_message_id, content_text) SELECT id, room_id, seq, wamid, content FROM given
  ), logged AS (
    INSERT INTO events (room_id, seq, unread_count, data) SELECT room_id, seq, unread_count, line::json FROM given
  )
  SELECT phone, id, unread_count FROM room`
}

const server = serveLimit(async (group) => {
  const planned = plan(group)
  const lines = linesOf(planned)
  const written = withRooms ? await writeRooms(planned, lines) : await writeLog(planned, lines)
  const rooms = new Map(written.map((row) => [row.phone, row]))
  // Deferred, so that callers are answered before.
  setImmediate(() => {
    for (const [i, { phone, room, turn }] of planned.entries()) {
      const { id, unread_count } = rooms.get(phone) ?? { id: room.id, unread_count: turn }
      const frame = `42["new_message",{"room_id":"${id}","unread_count":${unread_count},"message":${lines[i]}}]`
      server.publish('staff', frame)
    }
  })
})
