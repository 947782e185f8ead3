import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openOutcomes } from './outcomesWorld.ts'

setDefaultTimeout(60_000)

const { world, jobsOf, told, failed, lost, stop } = await openOutcomes()
afterAll(stop)

beforeEach(() => {
  world.meta.answers(() => null)
  world.meta.usable(() => true)
})

const retry = (id: string) => world.ask(`/${id}/retry`, undefined)

const remove = (id: string) =>
  world.server.api('DELETE', `/messages/${id}`, { token: world.supervisor.token })

describe('a retry', () => {
  test('of what failed is a new attempt of the same message', async () => {
    const room = await world.newRoom()
    const id = await failed(room.id)
    const { status: code, body } = await retry(id)
    expect(code).toBe(200)
    expect(body.data).toMatchObject({ id, status: 'pending', status_timestamp: null })
    expect(body.data.metadata).not.toHaveProperty('error')
    const sent = await world.status(id, 'sent')
    expect(world.callsOf(id).map(({ body }) => body.biz_opaque_callback_data)).toEqual([
      `${id}.1`,
      `${id}.2`,
    ])
    expect(sent.wa_message_id).toBe(world.callsOf(id)[1]!.wamid)
    await world.settled()
    expect(world.statusesOf(id).map(({ status, attempt }) => [status, attempt])).toEqual([
      ['failed', 1],
      ['pending', 2],
      ['sent', 2],
    ])
    const { message_count, last_message } = await world.room(room.id)
    expect(message_count).toBe(2)
    expect(last_message).toMatchObject({ status: 'sent', error: null })
  })

  test('of what is unknown works once; what is on its way, arrived or came in is a conflict', async () => {
    const room = await world.newRoom()
    const id = await lost(room.id)
    const answers = await Promise.all([retry(id), retry(id)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    await world.status(id, 'sent')
    expect((await retry(id)).body.error).toMatchObject({
      code: 'conflict',
      details: { reason: 'not_retryable', status: 'sent' },
    })
    const incoming = (await world.messages(room.id)).at(-1)!
    expect((await retry(incoming.id)).status).toBe(409)
    expect((await retry(Bun.randomUUIDv7())).status).toBe(404)
    expect((await retry('x')).status).toBe(404)
    expect(world.callsOf(id)).toHaveLength(2)
  })

  test('outside the window is refused', async () => {
    const room = await world.newRoom()
    const id = await failed(room.id)
    await world.sql`update rooms set customer_at = now() - interval '25 hours' where id = ${room.id}`
    expect((await retry(id)).body.error.details.reason).toBe('window_closed')
    expect((await jobsOf(id)).length).toBe(0)
  })

  test('that has not begun is cancelled when the first attempt turns out to have arrived', async () => {
    const [room, number] = [await world.newRoom(), await world.sql`select id from channels`]
    const id = await lost(room.id)
    // Nothing goes out meanwhile: Meta calls the number unusable before anybody asks about it.
    world.meta.usable(() => false)
    await world.sql`update channels set state = 'refused' where id = ${number[0]!.id}`
    expect((await retry(id)).status).toBe(200)
    await told(id, 'sent')
    await world.status(id, 'sent')
    expect((await jobsOf(id)).length).toBe(0)
    world.meta.usable(() => true)
    const next = await world.say(room.id, 'next')
    await world.status(next.id, 'sent')
    expect(world.callsOf(id)).toHaveLength(1)
  })
})

describe('taking away', () => {
  test('what failed leaves its place without its content; it is not sent again', async () => {
    const room = await world.newRoom()
    const id = await failed(room.id)
    const { status: code, body } = await remove(id)
    expect(code).toBe(200)
    expect(body.data).toMatchObject({
      id,
      content_text: null,
      status: 'failed',
      metadata: { deleted: { by: world.supervisor.id } },
    })
    await world.settled()
    const [event] = world.dashboard.named('message_updated').filter((one) => one.id === id)
    const { event_id: _, ...updated } = event
    expect(updated).toEqual(body.data)
    expect(await world.sql`select content from sends where message_id = ${id}`).toMatchObject([
      { content: { type: 'deleted' } },
    ])
    expect((await retry(id)).status).toBe(409)
    expect((await remove(id)).status).toBe(200)
    expect((await world.room(room.id)).last_message_text).toBeNull()
  })

  test('what the customer may have is refused', async () => {
    const room = await world.newRoom()
    const { id } = await world.say(room.id, 'Halo')
    await world.status(id, 'sent')
    expect((await remove(id)).body.error).toMatchObject({
      code: 'conflict',
      details: { reason: 'not_removable' },
    })
    const incoming = (await world.messages(room.id)).at(-1)!
    expect((await remove(incoming.id)).status).toBe(409)
    expect((await remove(Bun.randomUUIDv7())).status).toBe(404)
  })
})
