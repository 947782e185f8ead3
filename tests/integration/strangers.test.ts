import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import postgres from 'postgres'
import type { ActionContext } from '../../src/actions/context.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { type Change, from, hook, newBsuid, systemLine, type Who } from './webhookWorld.ts'

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
  const take = (...changes: Change[]) => {
    const body = hook(...changes)
    const items = parseWebhook(body, Date.now())
    return ingest.submit({ items, body: Buffer.from(JSON.stringify(body)) })
  }
  /** A message's room. */
  const write = async (who: Who) => {
    const wamid = newWamid()
    await take(from({ name: 'Ana', ...who }, 'Halo', { wamid }))
    const [row] = await sql<{ room_id: string; contact_id: string }[]>`
      select m.room_id, r.contact_id from messages m join rooms r on r.id = m.room_id where wa_message_id = ${wamid}`
    return row!
  }
  const meetStrangers = async () => {
    for (let turn = 0; turn < 10; turn++) await write({ phone: newPhone() })
  }
  return { take, write, meetStrangers }
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

/** A number that one customer gives up, and another takes at once. */
function handedOn() {
  const [given, anas, budis] = [newPhone(), newPhone(), newPhone()]
  const moved = (before: string, after: string) =>
    systemLine(
      { from: before },
      { type: 'user_changed_number', body: 'changed', wa_id: after, new_wa_id: after },
    )
  const owners = async () => {
    const rows = await sql`
      select c.profile_name as name, c.wa_id as phone from contacts c join rooms r on r.contact_id = c.id
       where c.wa_id = any(${[given, anas]}) and r.merged_into is null order by 1`
    return rows.map((row) => ({ ...row }))
  }
  return {
    people: [from({ phone: given, name: 'Ana' }), from({ phone: budis, name: 'Budi' })],
    changes: [moved(given, anas), moved(budis, given)],
    owners,
    expected: [
      { name: 'Ana', phone: anas },
      { name: 'Budi', phone: given },
    ],
  }
}

describe('[I17] a number that one gives up and another takes, in one body', () => {
  test('stays two customers in a process that takes both for new ones', async () => {
    const { people, changes, owners, expected } = handedOn()
    await openProcess().take(...people)
    const here = openProcess()
    await here.meetStrangers()
    await here.take(...changes)
    expect(await owners()).toEqual(expected)
  })

  test('stays two customers when Meta delivers it again, to whichever process', async () => {
    const { people, changes, owners, expected } = handedOn()
    const here = openProcess()
    await here.take(...people)
    await here.take(...changes)
    await here.take(...changes)
    await openProcess().take(...changes)
    expect(await owners()).toEqual(expected)
  })

  test('stays two customers when the group fails, and is decided again', async () => {
    const { people, changes, owners, expected } = handedOn()
    const here = openProcess()
    await here.take(...people)
    await sql.unsafe(`
      create sequence fails;
      create function fail_once() returns trigger language plpgsql as $$
      begin if nextval('fails') = 1 then raise exception 'as it happens' using errcode = '40001'; end if; return new; end $$;
      create trigger fail_once before insert on messages for each row execute function fail_once()`)
    await here.take(...changes)
    await sql.unsafe('drop trigger fail_once on messages')
    expect(await owners()).toEqual(expected)
  })
})

test('[I2] one stranger who comes under two spellings at once is one customer', async () => {
  const here = openProcess()
  await here.meetStrangers()
  for (let turn = 0; turn < 10; turn++) {
    const digits = newPhone().slice(-7)
    const spellings = [`5511${8}${digits}`, `55119${8}${digits}`]
    // Enough in between for two groups to fly beside each other.
    const crowd = Array.from({ length: 40 }, () => newPhone())
    const phones = [spellings[0]!, ...crowd, spellings[1]!]
    const rooms = await Promise.all(phones.map((phone) => here.write({ phone })))
    expect(rooms.at(-1)).toEqual(rooms[0]!)
  }
})
