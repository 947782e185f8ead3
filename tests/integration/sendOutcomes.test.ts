import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { graphError } from '../helpers/graphError.ts'
import { HELD_MS, openOutcomes } from './outcomesWorld.ts'
import { change, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { world, jobsOf, told, failed, lost, stop } = await openOutcomes()
afterAll(stop)

beforeEach(() => {
  world.meta.answers(() => null)
  world.meta.usable(() => true)
})

describe('a refusal', () => {
  test('is failed at once, with what it means and what to do, on the message and in the event', async () => {
    const room = await world.newRoom()
    const id = await failed(room.id)
    const message = await world.until(id, () => true)
    expect(message.metadata.error).toEqual({
      code: 131026,
      title: expect.stringContaining('customer'),
      details: 'Not on WhatsApp.',
      advice: expect.any(String),
    })
    await world.settled()
    expect(world.statusesOf(id)).toMatchObject([
      { status: 'failed', attempt: 1, error: message.metadata.error },
    ])
    const { code, title } = message.metadata.error
    expect((await world.room(room.id)).last_message?.error).toEqual({ code, title })
    expect(world.callsOf(id)).toHaveLength(1)
    expect((await jobsOf(id)).length).toBe(0)
  })

  test('lets the next in its room go', async () => {
    const room = await world.newRoom()
    world.meta.answers(({ body }) =>
      (body.text as { body: string }).body === 'bad' ? graphError(131009) : null,
    )
    const [bad, good] = [await world.say(room.id, 'bad'), await world.say(room.id, 'good')]
    await world.status(bad.id, 'failed')
    await world.status(good.id, 'sent')
  })
})

describe('a temporary failure', () => {
  test('is tried again with the same attempt, and holds its room back in order', async () => {
    const room = await world.newRoom()
    let refusals = 2
    world.meta.answers(() => (refusals-- > 0 ? graphError(131016, 500) : null))
    const sent = await world.say(room.id, 'first')
    const second = await world.say(room.id, 'second')
    await world.status(second.id, 'sent')
    const mine = world.meta.sends.filter(({ body }) => body.to === `+${room.phone}`)
    const callbacks = mine.map(({ body }) => body.biz_opaque_callback_data)
    expect(callbacks).toEqual([...Array(3).fill(`${sent.id}.1`), `${second.id}.1`])
  })

  test('but only a few times if more seldom help: then it is failed', async () => {
    const room = await world.newRoom()
    world.meta.answers(() => graphError(131000, 500))
    const { id } = await world.say(room.id, 'Halo')
    await world.status(id, 'failed')
    expect(world.callsOf(id)).toHaveLength(4)
  })
})

describe('an unknown outcome', () => {
  test('holds its room back for a while, becomes unknown later, and is never sent again automatically', async () => {
    const room = await world.newRoom()
    const claimedAt: number[] = []
    world.meta.answers(async ({ body }) => {
      const [id] = String(body.biz_opaque_callback_data).split('.')
      const [job] = await world.sql`select claimed_at from outbox where message_id = ${id!}`
      claimedAt.push(job!.claimed_at.getTime())
      return claimedAt.length === 1 ? new Response('', { status: 500 }) : null
    })
    const first = await world.say(room.id, 'first')
    const second = await world.say(room.id, 'second')
    await world.status(second.id, 'sent')
    expect(claimedAt[1]! - claimedAt[0]!).toBeGreaterThanOrEqual(HELD_MS)
    await world.status(first.id, 'unknown')
    expect(world.callsOf(first.id)).toHaveLength(1)
    await world.settled()
    expect(world.statusesOf(first.id)).toMatchObject([{ status: 'unknown', attempt: 1 }])
    expect((await jobsOf(first.id)).length).toBe(0)
  })

  test('is settled by the status that carries our id, and its room goes on at once', async () => {
    const room = await world.newRoom()
    world.meta.answers(({ body }) =>
      (body.text as { body: string }).body === 'first' ? new Response('', { status: 500 }) : null,
    )
    const { id } = await world.say(room.id, 'first')
    await world.meta.until(() => world.callsOf(id).length === 1, 'the send')
    await told(id, 'delivered')
    const message = await world.status(id, 'delivered')
    expect(message.wa_message_id).toBe(`wamid.of.${id}.1`)
    const second = await world.say(room.id, 'second')
    await world.status(second.id, 'sent')
    expect((await jobsOf(id)).length).toBe(0)
  })

  test('a status that comes after it was unknown still tells the truth', async () => {
    const room = await world.newRoom()
    const id = await lost(room.id)
    await told(id, 'read')
    await world.status(id, 'read')
  })

  test('a status that comes before the answer to the send, or without our id, is not lost', async () => {
    const room = await world.newRoom()
    world.meta.answers(async ({ wamid }) => {
      await world.take(change({ statuses: [status(wamid, 'delivered')] }))
      return null
    })
    const { id } = await world.say(room.id, 'Halo')
    await world.status(id, 'delivered')
    world.meta.answers(async ({ body, wamid }) => {
      const biz_opaque_callback_data = body.biz_opaque_callback_data as string
      await world.take(change({ statuses: [status(wamid, 'read', { biz_opaque_callback_data })] }))
      return null
    })
    const next = await world.say(room.id, 'Halo')
    await world.until(next.id, ({ status, wa_message_id }) => status === 'read' && wa_message_id)
    const waiting = await world.sql`select 1 from waiting_updates`
    expect(waiting.length).toBe(0)
  })
})
