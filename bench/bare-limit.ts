/**
 * The bare limit of ingest: signature, JSON.parse, one group-committed INSERT, and the answer after its commit. No rooms, no
 * events: the difference to it is what a server's features cost.
 */
import postgres from 'postgres'
import { serveLimit } from './limit.ts'

const sql = postgres(process.env.DATABASE_URL!, { max: 1, onnotice: () => {} })
await sql`CREATE TABLE IF NOT EXISTS messages (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(), wa_message_id TEXT NOT NULL UNIQUE, phone TEXT NOT NULL,
  content_text TEXT, created_at TIMESTAMPTZ NOT NULL DEFAULT now())`

serveLimit(
  (group) => sql`INSERT INTO messages (wa_message_id, phone, content_text)
    SELECT * FROM unnest(${group.map((m) => m.wamid)}::text[], ${group.map((m) => m.phone)}::text[],
      ${group.map((m) => m.text)}::text[]) ON CONFLICT DO NOTHING`,
)
