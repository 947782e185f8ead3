import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash, randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { z } from 'zod'
import type { ActionContext } from '../../src/actions/context.ts'
import { replayQuarantined } from '../../src/actions/replayQuarantined.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { quarantined } from '../../src/protocol/quarantine.ts'
import { openDatabase } from '../../src/store/database.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { openTestHttp } from '../helpers/httpApp.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { change, checkBooks, from, hook, openInbox, status, text } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const log = { error: () => {} }
const raw = (body: unknown) => Buffer.from(JSON.stringify(body))
const hashOf = (body: Uint8Array) => createHash('sha256').update(body).digest('hex')

/** An ingest on a database of its own in which PostgreSQL refuses what says "poison". */
async function openPoisoned() {
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

let world: Awaited<ReturnType<typeof openPoisoned>> | undefined
beforeEach(async () => {
  await world?.close()
  world = await openPoisoned()
})
afterAll(() => world?.close())

const batch = (messages: { id: string; body: string }[], from = newPhone()) =>
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

describe('one poisonous update', () => {
  test('among 31 good deliveries harms none of them, is answered like them, and keeps its raw body with its error', async () => {
    const { deliver, storedOf, quarantined } = world!
    const good = Array.from({ length: 31 }, newWamid)
    const bodies = good.map((wamid) => hook(from({ phone: newPhone() }, 'good', { wamid })))
    const poison = hook(from({ phone: newPhone() }, 'poison'))
    // The first takes off alone; all others share the next group.
    const deliveries = [...bodies.slice(0, 17), poison, ...bodies.slice(17)]
    await Promise.all(deliveries.map(deliver))
    expect((await storedOf(good)).sort()).toEqual([...good].sort())
    const [kept, ...more] = await quarantined()
    expect(more).toEqual([])
    expect(kept).toMatchObject({
      body_hash: hashOf(raw(poison)),
      error: 'message: poisonous, says the test',
      attempts: 1,
      replayed_at: null,
    })
    expect(Buffer.from(kept!.body).equals(raw(poison))).toBe(true)
    // Nothing of it is left half done.
    expect(await world!.sql`select 1 from rooms where message_count = 0`).toHaveLength(0)
  })

  test('over HTTP it is answered 200, and so is its redelivery, which is kept once', async () => {
    const server = await startServer()
    const inbox = await openInbox(server)
    await inbox.sql.unsafe(`
      create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'poisonous, says the test'; end $$;
      create trigger refuse before insert on messages
        for each row when (new.content_text = 'poison') execute function refuse()`)
    const wamid = newWamid()
    const body = hook(
      from({ phone: newPhone() }, 'poison', { wamid }),
      from({ phone: newPhone() }, 'good'),
    )
    for (let turn = 0; turn < 3; turn++) expect((await server.deliver(body)).status).toBe(200)
    const rows = await inbox.sql<{ id: string; attempts: number }[]>`
      select id, attempts from quarantine`
    expect(rows.map(({ attempts }) => attempts)).toEqual([3])
    await inbox.sql`drop trigger refuse on messages`
    expect((await server.deliver(body)).status).toBe(200)
    expect((await inbox.stored(wamid)).content_text).toBe('poison')
    await inbox.sql`update quarantine set replayed_at = now()`
    await inbox.settled()
    await checkBooks(inbox.sql)
    await inbox.stop()
    await server.stop()
  })

  test('in one batch with 999 good ones leaves these stored, in few transactions', async () => {
    const { deliver, storedOf, quarantined, groups } = world!
    const place = Math.floor(Math.random() * 1000)
    const messages = Array.from({ length: 1000 }, (_, turn) => ({
      id: newWamid(),
      body: turn === place ? 'poison' : `good ${turn}`,
    }))
    const phones = Array.from({ length: 50 }, () => newPhone())
    const body = hook(
      ...phones.map((phone, part) =>
        from({ phone }, 'first', { wamid: `wamid.first-${part}-${phone}` }),
      ),
    )
    await deliver(body)
    const before = groups()
    await deliver(batch(messages, phones[0]))
    const good = messages.filter(({ body }) => body !== 'poison').map(({ id }) => id)
    expect((await storedOf(good)).length).toBe(999)
    expect(await quarantined()).toHaveLength(1)
    // Halved ten times: a failure and a success at each step, plus what is done twice at the edges.
    expect({ place, few: groups() - before <= 24 }).toEqual({ place, few: true })
  })

  test('three of them in a thousand are kept in one raw body, with every neighbour stored', async () => {
    const { deliver, storedOf, quarantined, groups } = world!
    const messages = Array.from({ length: 1000 }, (_, turn) => ({
      id: newWamid(),
      body: [3, 500, 999].includes(turn) ? 'poison' : `good ${turn}`,
    }))
    await deliver(batch(messages))
    const good = messages.filter(({ body }) => body !== 'poison').map(({ id }) => id)
    expect((await storedOf(good)).length).toBe(997)
    const kept = await quarantined()
    expect(kept.map(({ attempts }) => attempts)).toEqual([3])
    expect(groups()).toBeLessThan(80)
  })

  test('a poisonous status or edit is kept as well, and its message is as before', async () => {
    const { deliver, quarantined, sql } = world!
    const [wamid, phone] = [newWamid(), newPhone()]
    await deliver(hook(from({ phone }, 'good', { wamid })))
    await sql.unsafe(`
      create trigger refuse_update before update on messages
        for each row when (new.content_text = 'poison') execute function refuse()`)
    const edit = (body: string) => ({
      type: 'edit',
      edit: { original_message_id: wamid, message: { type: 'text', ...text(body) } },
    })
    await deliver(
      hook(from({ phone }, edit('poison')), change({ statuses: [status('x', 'sent')] })),
    )
    expect((await quarantined()).map(({ error }) => error)).toEqual([
      'edit: poisonous, says the test',
    ])
    const [row] = await sql`select content_text from messages where wa_message_id = ${wamid}`
    expect(row!.content_text).toBe('good')
    expect(await sql`select 1 from waiting_updates where wa_message_id = 'x'`).toHaveLength(1)
  })
})

describe('replaying', () => {
  test('once the cause is gone, stores it exactly once, however often it is replayed', async () => {
    const { deliver, ctx, ingest, sql, storedOf } = world!
    const wamids = [newWamid(), newWamid(), newWamid()]
    const body = batch(
      wamids.map((id, turn) => ({ id, body: turn === 1 ? 'poison' : `good ${turn}` })),
    )
    await deliver(body)
    const [kept] = await world!.quarantined()
    await world!.cure()
    const replay = () => replayQuarantined(ctx, ingest.submit, kept!.id)
    expect(await Promise.all([replay(), replay(), replay()])).toEqual([true, true, true])
    expect(await replay()).toBe(true)
    expect((await storedOf(wamids)).sort()).toEqual([...wamids].sort())
    const [room] = await sql`select message_count, unread_count from rooms`
    expect(room).toEqual({ message_count: 3, unread_count: 3 })
    const [events] = await sql`select count(*)::int as n from events`
    expect(events!.n).toBe(3)
    const [after] = await world!.quarantined()
    expect(after!.replayed_at).toBeInstanceOf(Date)
    expect(after!.attempts).toBe(1)
    await checkBooks(sql)
  })

  test('while the cause is still there, it stays in quarantine and says so', async () => {
    const { deliver, ctx, ingest } = world!
    await deliver(hook(from({ phone: newPhone() }, 'poison')))
    const [kept] = await world!.quarantined()
    expect(await replayQuarantined(ctx, ingest.submit, kept!.id)).toBe(false)
    const [after] = await world!.quarantined()
    expect(after).toMatchObject({ attempts: 2, replayed_at: null })
  })

  test('a message that tells no time keeps that of its first arrival', async () => {
    const { deliver, ctx, ingest, sql } = world!
    const wamid = newWamid()
    const delivery = hook(
      change({ messages: [{ from: newPhone(), id: wamid, ...text('poison') }] }),
    )
    await deliver(delivery)
    await sql`update quarantine set received_at = received_at - interval '3 days'`
    await world!.cure()
    const [kept] = await world!.quarantined()
    expect(await replayQuarantined(ctx, ingest.submit, kept!.id)).toBe(true)
    const [row] = await sql`select created_at from messages where wa_message_id = ${wamid}`
    const late = kept!.received_at.getTime() - row!.created_at.getTime()
    expect(late).toBeGreaterThanOrEqual(0)
    expect(late).toBeLessThan(1000)
  })

  test('what is not there is not_found', async () => {
    const { ctx, ingest } = world!
    await expect(replayQuarantined(ctx, ingest.submit, randomUUID())).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('with the database away it fails, and the delivery stays as it is', async () => {
    const { deliver, ctx, ingest, sql } = world!
    await deliver(hook(from({ phone: newPhone() }, 'poison')))
    const [kept] = await world!.quarantined()
    const away = openDatabase('postgres://nobody@127.0.0.1:1/none', { max: 1 })
    await expect(
      replayQuarantined({ ...ctx, sql: away.sql }, ingest.submit, kept!.id),
    ).rejects.toThrow()
    await away.close()
    expect(await sql`select replayed_at from quarantine`).toMatchObject([{ replayed_at: null }])
  })
})

describe('over HTTP', () => {
  const openAdmin = async () => {
    const http = openTestHttp(world!.url)
    const admin = await http.signedIn('admin')
    const call = (method: string, path: string, token = admin.token) =>
      http.call(method, `/quarantine${path}`, { token })
    const list = async (query = '') => {
      const { status, body } = await call('GET', query)
      expect(status).toBe(200)
      const data = z.array(quarantined).parse(body.data)
      return { data, next: body.next_cursor as string | null }
    }
    return { http, admin, call, list }
  }

  test('an admin sees what is kept, page by page, without the bodies, and replays it', async () => {
    const { http, admin, call, list } = await openAdmin()
    const { deliver, sql, cure, storedOf } = world!
    const wamids = Array.from({ length: 5 }, newWamid)
    const bodies = wamids.map((wamid) => hook(from({ phone: newPhone() }, 'poison', { wamid })))
    for (const body of bodies) await deliver(body)
    const { data } = await list()
    expect(data).toHaveLength(5)
    expect(data.map(({ size }) => size)).toEqual(bodies.map((body) => raw(body).length).reverse())
    const pages = [await list('?limit=2')]
    while (pages.at(-1)!.next) pages.push(await list(`?limit=2&cursor=${pages.at(-1)!.next}`))
    expect(pages.flatMap((page) => page.data)).toEqual(data)

    const { id } = data[0]!
    const again = await call('POST', `/${id}/replay`)
    expect(again).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'unprocessable',
          details: { reason: 'refused_again', error: 'message: poisonous, says the test' },
        },
      },
    })
    await cure()
    const done = await call('POST', `/${id}/replay`)
    expect(done.status).toBe(200)
    expect(done.body.data.replayed_at).not.toBeNull()
    expect(await storedOf(wamids)).toEqual([wamids[4]!])
    expect((await list('?replayed=true')).data.map((one) => one.id)).toEqual([id])
    expect((await list('?replayed=false')).data).toHaveLength(4)
    expect((await call('POST', `/${id}/replay`)).status).toBe(200)
    const acts = await sql`
      select actor_id, data from audit_log where action = 'quarantine_replayed' and target_id = ${id} order by at, id`
    expect([...acts]).toEqual([
      { actor_id: admin.id, data: { stored: false } },
      { actor_id: admin.id, data: { stored: true } },
    ])
    await http.close()
  })

  test('nobody else sees or replays it, and what is malformed is refused', async () => {
    const { http, call } = await openAdmin()
    await world!.deliver(hook(from({ phone: newPhone() }, 'poison')))
    const [kept] = await world!.quarantined()
    for (const role of ['supervisor', 'agent'] as const) {
      const { token } = await http.signedIn(role)
      expect((await call('GET', '', token)).status).toBe(403)
      expect((await call('POST', `/${kept!.id}/replay`, token)).status).toBe(403)
    }
    expect((await http.call('GET', '/quarantine')).status).toBe(401)
    expect((await http.call('POST', `/quarantine/${kept!.id}/replay`)).status).toBe(401)
    for (const query of ['?limit=0', '?cursor=x', '?replayed=yes'])
      expect((await call('GET', query)).status).toBe(400)
    for (const id of ['x', '%00', randomUUID()])
      expect((await call('POST', `/${id}/replay`)).status).toBe(404)
    expect((await world!.quarantined())[0]).toMatchObject({ attempts: 1, replayed_at: null })
    await http.close()
  })
})
