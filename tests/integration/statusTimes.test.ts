import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from '../helpers/client.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { HOUR, iso, openStatuses, SECOND, second } from './statusesWorld.ts'
import { echo, from, hook } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, stop } = await openStatuses()
afterAll(stop)

describe('time', () => {
  test('a late message shows Meta’s time, and its room comes to the top all the same', async () => {
    const [late, other] = [{ phone: newPhone() }, { phone: newPhone() }]
    const now = second(Date.now())
    const wamids = [newWamid(), newWamid(), newWamid()] as const
    await inbox.take(from(late, 'first', { wamid: wamids[0], at: now - HOUR }))
    await inbox.take(from(other, 'second', { wamid: wamids[1] }))
    const id = await inbox.roomOf(wamids[0])
    const { window_expires_at } = await inbox.room(id)
    await inbox.take(from(late, 'very late', { wamid: wamids[2], at: now - 48 * HOUR }))
    const { body } = await inbox.server.api('GET', '/rooms?limit=2', {
      token: inbox.supervisor.token,
    })
    expect(body.data.map((room: { room_id: string }) => room.room_id)).toEqual([
      id,
      await inbox.roomOf(wamids[1]),
    ])
    const messages = await inbox.messages(id)
    expect(messages.map((one) => one.content_text)).toEqual(['first', 'very late'])
    expect(messages[1]!.created_at).toBe(iso(now - 48 * HOUR))
    expect(await inbox.room(id)).toMatchObject({
      window_expires_at,
      last_message_text: 'very late',
    })
    expect(window_expires_at).toBe(iso(now - HOUR + 24 * HOUR))
  })

  test('a time in the future is cut to now', async () => {
    const wamid = newWamid()
    const before = second(Date.now())
    await inbox.take(from({ phone: newPhone() }, 'Halo', { wamid, at: Date.now() + 72 * HOUR }))
    const { created_at, room_id } = await inbox.stored(wamid)
    expect(Date.parse(created_at)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(created_at)).toBeLessThanOrEqual(Date.now())
    const { window_expires_at } = await inbox.room(room_id)
    expect(Date.parse(window_expires_at!)).toBeLessThanOrEqual(Date.now() + 24 * HOUR)
  })

  test('messages sort by second, and within a second by the order of storing', async () => {
    const who = { phone: newPhone() }
    const now = second(Date.now()) - HOUR
    const turns: [string, number][] = [
      ['c1', now + 2 * SECOND],
      ['a1', now],
      ['b1', now + SECOND],
      ['a2', now],
      ['c2', now + 2 * SECOND],
      ['a3', now],
    ]
    const wamids = turns.map(newWamid)
    for (const [turn, [body, at]] of turns.entries())
      await inbox.take(from(who, body, { wamid: wamids[turn]!, at }))
    const messages = await inbox.messages(await inbox.roomOf(wamids[0]!))
    expect(messages.map((one) => one.content_text).reverse()).toEqual([
      'a1',
      'a2',
      'a3',
      'b1',
      'c1',
      'c2',
    ])
    expect(messages.map((one) => one.seq).sort()).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('delivered again, nothing changes and nobody is told', async () => {
    const agent = await connect(inbox.server.url, { token: inbox.server.admin.token })
    const body = hook(from({ phone: newPhone(), name: 'Ana' }), echo({ phone: newPhone() }, 'ours'))
    expect((await inbox.server.deliver(body)).status).toBe(200)
    await inbox.settled()
    const before = await inbox.sql`select log_position() as at`
    expect((await inbox.server.deliver(body)).status).toBe(200)
    expect((await inbox.server.deliver(body)).status).toBe(200)
    expect(await inbox.sql`select log_position() as at`).toEqual(before)
    expect(agent.faults).toEqual([])
    agent.close()
  })
})
