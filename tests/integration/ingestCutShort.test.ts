import { expect, setDefaultTimeout, test } from 'bun:test'
import type { ActionContext } from '../../src/actions/context.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { waitForWaiting } from '../helpers/locks.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { batch, openPoisoned, raw } from './poisonedWorld.ts'
import { from, hook, openInbox, revoke } from './webhookWorld.ts'

setDefaultTimeout(90_000)

test('an update that waits for a stored message is applied when the message is redelivered, even if the process that stored it died', async () => {
  const world = await openPoisoned()
  const { sql, deliver } = world
  const [wamid, phone] = [newWamid(), newPhone()]
  // Meta could not deliver the message for two hours, its revocation came through.
  await deliver(hook(from({ phone }, revoke(wamid))))
  await sql`update waiting_updates set received_at = received_at - interval '2 hours'`
  let calls = 0
  const lostAfterOne = new Proxy(sql, {
    apply(target, self, args) {
      const isCall = String(args[0]).includes('ingest_group(')
      if (isCall && ++calls > 1)
        return Promise.reject(Object.assign(new Error('lost'), { code: 'CONNECTION_CLOSED' }))
      return Reflect.apply(target as never, self, args)
    },
  })
  const message = hook(from({ phone }, 'taken back', { wamid }))
  const delivery = () => ({ items: parseWebhook(message, Date.now()), body: raw(message) })
  const lost = createIngest({ ...world.ctx, sql: lostAfterOne } as ActionContext, {
    error: () => {},
  })
  await expect(lost.submit(delivery())).rejects.toThrow('lost')
  expect(await world.storedOf([wamid])).toEqual([wamid])

  await createIngest(world.ctx, { error: () => {} }).submit(delivery())
  const [row] = await sql`select content_text from messages where wa_message_id = ${wamid}`
  expect(row!.content_text).toBe(null)
  expect(await sql`select from waiting_updates`).toHaveLength(0)
  await world.close()
})

test('a statement that was cancelled is not the fault of its payload: Meta delivers again', async () => {
  const server = await startServer()
  const inbox = await openInbox(server)
  const { sql } = inbox
  const [phone, first, second] = [newPhone(), newWamid(), newWamid()]
  await inbox.take(from({ phone }, 'first', { wamid: first }))
  const roomId = await inbox.roomOf(first)
  const delivery = hook(from({ phone }, 'second', { wamid: second }))
  await sql.begin(async (tx) => {
    await tx`select 1 from rooms where id = ${roomId} for update`
    const delivering = server.deliver(delivery)
    await waitForWaiting(sql, 1)
    // As `statement_timeout` of a hosted database does, or its operator.
    await sql`
      select pg_cancel_backend(pid) from pg_stat_activity
       where query like '%ingest_group%' and wait_event_type = 'Lock' and datname = current_database()`
    expect((await delivering).status).toBe(503)
  })
  expect(await sql`select from quarantine`).toHaveLength(0)
  await inbox.take(from({ phone }, 'second', { wamid: second }))
  expect(await inbox.roomOf(second)).toBe(roomId)
  await inbox.stop()
  await server.stop()
})

test('of a body of 2,500 messages all are stored but one that is cut off each time, and one that waits in quarantine', async () => {
  const world = await openPoisoned()
  await world.sql.unsafe(`
    create function cut_off() returns trigger language plpgsql as $$
    begin raise exception 'canceling statement' using errcode = 'query_canceled'; end $$;
    create trigger cut_off before insert on messages
      for each row when (new.content_text = 'too slow') execute function cut_off()`)
  const said = (n: number) => ({ 7: 'too slow', 2400: 'poison' })[n] ?? `text ${n}`
  const messages = Array.from({ length: 2_500 }, (_, n) => ({ id: newWamid(), body: said(n) }))
  const body = batch(messages)
  await expect(world.deliver(body)).rejects.toThrow('canceling statement')
  const missing = () =>
    world.storedOf(messages.map(({ id }) => id)).then((stored) => {
      const there = new Set(stored)
      return messages.filter(({ id }) => !there.has(id)).map(({ body }) => body)
    })
  expect(await missing()).toEqual(['too slow', 'poison'])
  expect(await world.quarantined()).toHaveLength(1)

  await world.sql`drop trigger cut_off on messages`
  await world.deliver(body)
  expect(await missing()).toEqual(['poison'])
  expect(await world.quarantined()).toHaveLength(1)
  await world.close()
})
