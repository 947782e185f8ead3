import { expect } from 'bun:test'
import postgres from 'postgres'
import type { ActionContext } from '../../src/actions/context.ts'
import type { EventRow } from '../../src/domain/event.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { newWamid } from '../helpers/webhooks.ts'
import { type Change, from, hook, systemLine, type Who } from './webhookWorld.ts'

export type Met = { room_id: string; contact_id: string }

/** That a customer’s number is another one now. */
export const moved = (before: string, after: string) =>
  systemLine(
    { from: before },
    { type: 'user_changed_number', body: 'changed', wa_id: after, new_wa_id: after },
  )

/** A database that several processes take webhooks into, each of which remembers only whom it has met itself. */
export async function openStrangers() {
  const database = await testDatabase()
  /** Statements that have been sent. */
  const sent = { lookUps: 0, renames: 0 }
  const sql = postgres(database.url, {
    max: 6,
    onnotice: () => {},
    debug: (_, query) => {
      if (query.includes('find_customers(')) sent.lookUps++
      if (query.includes('update contacts')) sent.renames++
    },
  })

  /** Where a message is. */
  const roomOf = async (wamid: string): Promise<Met> => {
    const [row] = await sql<Met[]>`
      select m.room_id, r.contact_id from messages m join rooms r on r.id = m.room_id where wa_message_id = ${wamid}`
    return { ...row! }
  }
  const namesOf = async ({ contact_id }: Met) => {
    const [row] = await sql`select profile_name, username from contacts where id = ${contact_id}`
    return { ...row! }
  }

  const openProcess = () => {
    const told: EventRow[] = []
    const log = { error: (_: object, line: string) => expect(line).toBe('nothing fails') }
    const ctx: ActionContext = {
      sql,
      now: Date.now,
      newId: () => Bun.randomUUIDv7(),
      handOver: (rows) => told.push(...rows),
    }
    const ingest = createIngest(ctx, log)
    const take = (...changes: Change[]) => {
      const body = hook(...changes)
      const items = parseWebhook(body, Date.now())
      return ingest.submit({ items, body: Buffer.from(JSON.stringify(body)) })
    }
    const write = async (who: Who) => {
      const wamid = newWamid()
      await take(from({ name: 'Ana', ...who }, 'Halo', { wamid }))
      return roomOf(wamid)
    }
    return { take, write, told }
  }

  const close = async () => {
    await sql.end()
    await database.drop()
  }
  return { sql, sent, roomOf, namesOf, openProcess, close }
}
