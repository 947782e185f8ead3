import postgres from 'postgres'
import type { ActionContext } from '../../src/actions/context.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { change, hook, text } from './webhookWorld.ts'

const log = { error: () => {} }

export const raw = (body: unknown) => Buffer.from(JSON.stringify(body))

/** An ingest on a database of its own in which PostgreSQL refuses what says "poison". */
export async function openPoisoned() {
  const database: TestDatabase = await testDatabase()
  let groups = 0
  const sql = postgres(database.url, {
    max: 4,
    onnotice: () => {},
    debug: (_, query) => {
      if (query.includes('ingest_group(')) groups++
    },
  })
  const ctx: ActionContext = {
    sql,
    now: Date.now,
    newId: () => Bun.randomUUIDv7(),
    handOver: () => {},
  }
  const ingest = createIngest(ctx, log)
  await sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'poisonous, says the test'; end $$;
    create trigger refuse before insert on messages
      for each row when (new.content_text = 'poison') execute function refuse()`)
  return {
    url: database.url,
    sql,
    ctx,
    ingest,
    groups: () => groups,
    /** What a delivered webhook does, from the parser on. */
    deliver: (body: unknown) =>
      ingest.submit({ items: parseWebhook(body, Date.now()), body: raw(body) }),
    cure: () => sql`drop trigger refuse on messages`,
    storedOf: async (wamids: string[]) => {
      const rows = await sql<{ wamid: string }[]>`
        select wa_message_id as wamid from messages where wa_message_id = any(${wamids})`
      return rows.map(({ wamid }) => wamid)
    },
    quarantined: () => sql`select * from quarantine order by received_at`,
    async close() {
      await sql.end()
      await database.drop()
    },
  }
}

export const batch = (messages: { id: string; body: string }[], from = newPhone()) =>
  hook(
    change({
      contacts: [{ profile: { name: 'Ana' }, wa_id: from }],
      messages: messages.map(({ id, body }) => ({
        from,
        id,
        timestamp: '1749416383',
        ...text(body),
      })),
    }),
  )
