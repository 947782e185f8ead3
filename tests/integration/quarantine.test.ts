import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { batch, openPoisoned, raw } from './poisonedWorld.ts'
import { change, expectConsistent, from, hook, openInbox, status, text } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let world: Awaited<ReturnType<typeof openPoisoned>> | undefined
beforeEach(async () => {
  await world?.close()
  world = await openPoisoned()
})
afterAll(() => world?.close())

const hashOf = (body: Uint8Array) => createHash('sha256').update(body).digest('hex')

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
    await expectConsistent(inbox.sql)
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
