import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test'
import { graphError } from '../helpers/graphStandIn.ts'
import { openSending, type SendingWorld } from './sendingWorld.ts'
import { change, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let world: SendingWorld
beforeAll(async () => {
  // What takes 10 s and 2 minutes outside takes moments here.
  world = await openSending({
    deliveryTimes: { heldMs: 600, lostMs: 1500, pollMs: 50, probeMs: 100 },
  })
})
beforeEach(() => {
  world.meta.answers(() => null)
  world.meta.usable(() => true)
})
afterAll(() => world.end())

const callsOf = (id: string) =>
  world.meta.sends.filter(({ body }) => String(body.biz_opaque_callback_data).startsWith(id))
const jobsOf = (id: string) => world.sql`select attempt, state from outbox where message_id = ${id}`
const retry = (id: string) => world.ask(`/${id}/retry`, undefined)
const remove = (id: string) =>
  world.server.api('DELETE', `/messages/${id}`, { token: world.supervisor.token })
const told = (id: string, name: string, attempt = 1, wamid = `wamid.of.${id}.${attempt}`) =>
  world.take(
    change({ statuses: [status(wamid, name, { biz_opaque_callback_data: `${id}.${attempt}` })] }),
  )
/** A message that Meta has refused. */
async function failed(roomId: string) {
  world.meta.answers(() => graphError(131026, 400, 'Not on WhatsApp.'))
  const { id } = await world.say(roomId, 'Halo')
  await world.status(id, 'failed')
  world.meta.answers(() => null)
  return id as string
}
/** A message of which nobody knows whether it arrived: Meta never answered. */
async function lost(roomId: string) {
  world.meta.answers(() => new Response('<html>', { status: 502 }))
  const { id } = await world.say(roomId, 'Halo')
  await world.status(id, 'unknown')
  world.meta.answers(() => null)
  return id as string
}

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
    expect(callsOf(id)).toHaveLength(1)
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

describe('what passes by itself', () => {
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

  test('but only a few times where it seldom helps: then it is failed', async () => {
    const room = await world.newRoom()
    world.meta.answers(() => graphError(131000, 500))
    const { id } = await world.say(room.id, 'Halo')
    await world.status(id, 'failed')
    expect(callsOf(id)).toHaveLength(4)
  })
})

describe('what nobody can know', () => {
  test('holds its room back for a while, is unknown later, and is never sent again by itself', async () => {
    const room = await world.newRoom()
    world.meta.answers(({ body }) =>
      (body.text as { body: string }).body === 'first' ? new Response('', { status: 500 }) : null,
    )
    const first = await world.say(room.id, 'first')
    const second = await world.say(room.id, 'second')
    await world.status(second.id, 'sent')
    expect(callsOf(second.id)[0]!.at - callsOf(first.id)[0]!.at).toBeGreaterThan(500)
    await world.status(first.id, 'unknown')
    expect(callsOf(first.id)).toHaveLength(1)
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
    await world.meta.until(() => callsOf(id).length === 1, 'the send')
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

describe('a retry', () => {
  test('of what failed is a new attempt of the same message', async () => {
    const room = await world.newRoom()
    const id = await failed(room.id)
    const { status: code, body } = await retry(id)
    expect(code).toBe(200)
    expect(body.data).toMatchObject({ id, status: 'pending', status_timestamp: null })
    expect(body.data.metadata).not.toHaveProperty('error')
    const sent = await world.status(id, 'sent')
    expect(callsOf(id).map(({ body }) => body.biz_opaque_callback_data)).toEqual([
      `${id}.1`,
      `${id}.2`,
    ])
    expect(sent.wa_message_id).toBe(callsOf(id)[1]!.wamid)
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
    expect(callsOf(id)).toHaveLength(2)
  })

  test('outside the window is refused', async () => {
    const room = await world.newRoom()
    const id = await failed(room.id)
    await world.sql`update rooms set customer_at = now() - interval '25 hours' where id = ${room.id}`
    expect((await retry(id)).body.error.details.reason).toBe('window_closed')
    expect((await jobsOf(id)).length).toBe(0)
  })

  test('that has not begun is taken back when the first attempt turns out to have arrived', async () => {
    const [room, number] = [await world.newRoom(), await world.sql`select id from channels`]
    const id = await lost(room.id)
    // Nothing goes out meanwhile.
    await world.sql`update channels set state = 'refused' where id = ${number[0]!.id}`
    world.meta.usable(() => false)
    expect((await retry(id)).status).toBe(200)
    await told(id, 'sent')
    await world.status(id, 'sent')
    expect((await jobsOf(id)).length).toBe(0)
    world.meta.usable(() => true)
    const next = await world.say(room.id, 'next')
    await world.status(next.id, 'sent')
    expect(callsOf(id)).toHaveLength(1)
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

describe('a number that Meta refuses', () => {
  const ready = async () => (await fetch(`${world.server.url}/ready`)).json()

  test('stops and says so; what it was to send waits, does not fail, and flows again by itself', async () => {
    const room = await world.newRoom()
    const states = () => world.dashboard.named('channel_state').length
    const before = states()
    world.meta.usable(() => false)
    world.meta.answers(() => graphError(190, 401))
    const first = await world.say(room.id, 'first')
    await world.dashboard.until(() => states() === before + 1, 'channel_state')
    expect(world.dashboard.named('channel_state').at(-1)).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('190'),
    })
    expect(await ready()).toMatchObject({
      status: 'degraded',
      problems: [{ code: 'token_refused' }],
    })
    const calls = world.meta.sends.length
    const second = await world.say(room.id, 'second')
    await world.settled()
    expect(world.meta.sends.length).toBe(calls)
    for (const { id } of [first, second])
      expect(await world.until(id, () => true)).toMatchObject({ status: 'pending' })
    const [channel] = (
      await world.server.api('GET', '/channels', { token: world.server.admin.token })
    ).body.data
    expect(channel.state).toBe('refused')

    world.meta.answers(() => null)
    world.meta.usable(() => true)
    await world.status(first.id, 'sent')
    await world.status(second.id, 'sent')
    expect(world.dashboard.named('channel_state').at(-1)).toMatchObject({
      state: 'ok',
      reason: null,
    })
    expect(await ready()).toMatchObject({ status: 'ok', problems: [] })
  })

  test('for one message alone fails that message, and the others get through', async () => {
    const [room, other] = [await world.newRoom(), await world.newRoom()]
    world.meta.answers(({ body }) =>
      body.to === `+${room.phone}` ? graphError(130497, 403) : null,
    )
    const refused = await world.say(room.id, 'into a country that is closed to us')
    const next = await world.say(other.id, 'into another')
    expect(await world.status(refused.id, 'failed')).toMatchObject({
      metadata: { error: { code: 130497, advice: expect.any(String) } },
    })
    await world.status(next.id, 'sent')
    expect(callsOf(refused.id).length).toBe(2)
  })
})
