import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { replayQuarantined } from '../../src/actions/replayQuarantined.ts'
import { openDatabase } from '../../src/store/database.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { batch, openPoisoned } from './poisonedWorld.ts'
import { change, expectConsistent, from, hook, text } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let world: Awaited<ReturnType<typeof openPoisoned>> | undefined
beforeEach(async () => {
  await world?.close()
  world = await openPoisoned()
})
afterAll(() => world?.close())

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
    await expectConsistent(sql)
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
