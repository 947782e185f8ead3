import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import postgres from 'postgres'
import type { ActionContext } from '../../src/actions/context.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { from, hook, newBsuid, type Who } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const database = await testDatabase()
let lookUps = 0
const sql = postgres(database.url, {
  max: 6,
  onnotice: () => {},
  debug: (_, query) => {
    if (query.includes('find_customers(')) lookUps++
  },
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

/** A server's process, which remembers only whom it has seen itself. */
function openProcess() {
  const log = { error: (_: object, line: string) => expect(line).toBe('nothing fails') }
  const ctx: ActionContext = {
    sql,
    now: Date.now,
    newId: () => Bun.randomUUIDv7(),
    handOver: () => {},
  }
  const ingest = createIngest(ctx, log)
  /** A message's room. */
  const write = async (who: Who) => {
    const wamid = newWamid()
    const body = hook(from({ name: 'Ana', ...who }, 'Halo', { wamid }))
    const items = parseWebhook(body, Date.now())
    await ingest.submit({ items, body: Buffer.from(JSON.stringify(body)) })
    const [row] = await sql<{ room_id: string; contact_id: string }[]>`
      select m.room_id, r.contact_id from messages m join rooms r on r.id = m.room_id where wa_message_id = ${wamid}`
    return row!
  }
  const meetStrangers = async () => {
    for (let turn = 0; turn < 10; turn++) await write({ phone: newPhone() })
  }
  return { write, meetStrangers }
}

describe('a process that has met nothing but new customers for a while', () => {
  let here: ReturnType<typeof openProcess>
  let elsewhere: ReturnType<typeof openProcess>
  beforeEach(async () => {
    here = openProcess()
    elsewhere = openProcess()
    await here.meetStrangers()
  })

  test('does not look the next one up beforehand', async () => {
    const before = lookUps
    await here.meetStrangers()
    expect(lookUps).toBe(before)
  })

  test('finds whom another process has met, once they are there', async () => {
    const who = { phone: newPhone(), bsuid: newBsuid() }
    const met = await elsewhere.write(who)
    const before = lookUps
    expect(await here.write({ phone: who.phone })).toEqual(met)
    expect(await here.write({ bsuid: who.bsuid })).toEqual(met)
    expect(lookUps).toBe(before + 2)
  })

  test('finds who is known under another spelling of the number', async () => {
    const digits = newPhone().slice(-7)
    const met = await elsewhere.write({ phone: `5511${8}${digits}` })
    expect(await here.write({ phone: `55119${8}${digits}` })).toEqual(met)
  })

  test('[I10] finds who had the number until lately', async () => {
    const phone = newPhone()
    const met = await elsewhere.write({ phone })
    await sql`update contact_identities set active = false, superseded_at = now() where value = ${phone}`
    expect(await here.write({ phone })).toEqual(met)
  })

  test('[I10] takes who has a number that was given up long ago for somebody else', async () => {
    const phone = newPhone()
    const met = await elsewhere.write({ phone })
    await sql`update contact_identities set active = false, superseded_at = now() - interval '30 days' where value = ${phone}`
    await sql`update contacts set wa_id = null where id = ${met.contact_id}`
    const fresh = await here.write({ phone })
    expect(fresh.contact_id).not.toBe(met.contact_id)
    expect(await here.write({ phone })).toEqual(fresh)
  })

  test('asks again after such a mistake', async () => {
    const known = await elsewhere.write({ phone: newPhone() })
    const [row] = await sql`select wa_id from contacts where id = ${known.contact_id}`
    await here.write({ phone: row!.wa_id })
    const before = lookUps
    await here.write({ phone: newPhone() })
    expect(lookUps).toBe(before + 1)
  })

  test('makes one customer of one whom two processes meet at once', async () => {
    await elsewhere.meetStrangers()
    const phones = Array.from({ length: 20 }, () => newPhone())
    const rooms = await Promise.all(
      phones.flatMap((phone) => [here.write({ phone }), elsewhere.write({ phone })]),
    )
    expect(new Set(rooms.map(({ room_id }) => room_id)).size).toBe(phones.length)
    expect(new Set(rooms.map(({ contact_id }) => contact_id)).size).toBe(phones.length)
  })
})
