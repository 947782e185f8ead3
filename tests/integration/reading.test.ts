import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { z } from 'zod'
import { failure } from '../../src/protocol/errors.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { messagePage, openReading, ROOMS, roomPage } from './readingWorld.ts'
import { echo, from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, rooms, agent, stranger, get, stop } = await openReading()
afterAll(stop)

/** Every page of a list, with what happens between two pages. */
async function pages<T extends { next_cursor: string | null }>(
  schema: z.ZodType<T>,
  path: string,
  cursorName: string,
  between: () => Promise<unknown> = async () => {},
  person = inbox.supervisor,
): Promise<T[]> {
  const all: T[] = []
  for (let cursor = ''; ; ) {
    const { status, body } = await get(`${path}${cursor}`, person)
    expect(status).toBe(200)
    const page = schema.parse(body)
    all.push(page)
    if (page.next_cursor === null) return all
    cursor = `&${cursorName}=${page.next_cursor}`
    await between()
  }
}

describe('GET /rooms', () => {
  test('pages visit each room once, latest activity first, also while new rooms arrive', async () => {
    const all = await pages(roomPage, '/rooms?limit=5', 'cursor', () =>
      inbox.take(from({ phone: newPhone() }, 'new')),
    )
    const ids = all.flatMap(({ data }) => data.map(({ room_id }) => room_id))
    expect(ids).toEqual([...rooms].reverse())
    expect(all.map(({ data }) => data.length)).toEqual([5, 5, 5, 5, 3])
  })

  test('rooms of one and the same moment are each visited once', async () => {
    const same = '2031-01-01T00:00:00.123Z'
    const some = rooms.slice(0, 9)
    const before = await inbox.sql`select id, activity_at from rooms where id = any(${some})`
    await inbox.sql`update rooms set activity_at = ${same}::text::timestamptz where id = any(${some})`
    const all = await pages(roomPage, '/rooms?limit=2', 'cursor')
    const ids = all.flatMap(({ data }) => data.map(({ room_id }) => room_id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.slice(0, 9)).toEqual([...some].sort().reverse())
    for (const { id, activity_at } of before)
      await inbox.sql`update rooms set activity_at = ${activity_at} where id = ${id}`
  })

  test('a room that comes to the top while the list is read is told by an event after the first page', async () => {
    const first = roomPage.parse((await get('/rooms?limit=5')).body)
    const wamid = newWamid()
    const oldest = await inbox.room(rooms[0]!)
    await inbox.take(from({ phone: oldest.room_phone! }, 'up again', { wamid }))
    await inbox.settled()
    const told = inbox.dashboard
      .named('new_message')
      .find((payload) => payload.wa_message_id === wamid)
    expect(told.room_id).toBe(rooms[0])
    expect(told.event_id).toBeGreaterThan(first.event_id)
    rooms.push(rooms.shift()!)
  })

  test('an agent gets its own rooms only, whatever filters it sends', async () => {
    const mine = [rooms[1]!, rooms[4]!, rooms[6]!].reverse()
    const all = await pages(roomPage, '/rooms?limit=2&user_id=none', 'cursor', undefined, agent)
    expect(all.flatMap(({ data }) => data.map(({ room_id }) => room_id))).toEqual(mine)
    expect(roomPage.parse((await get('/rooms', stranger)).body).data).toEqual([])
  })

  test('limits: 50 unless asked, 1 to 100, and nothing else', async () => {
    for (let count = ROOMS; count < 120; count++)
      await inbox.take(from({ phone: newPhone() }, 'more'))
    expect(roomPage.parse((await get('/rooms')).body).data.length).toBe(50)
    expect(roomPage.parse((await get('/rooms?limit=100')).body).data.length).toBe(100)
    expect(roomPage.parse((await get('/rooms?limit=1')).body).data.length).toBe(1)
    const paths = ['/rooms', `/rooms/${rooms[0]}/messages`, '/messages']
    for (const path of paths)
      for (const limit of ['0', '-1', '101', '1.5', 'abc', '', '1e9', 'NaN', '5&limit=6']) {
        const room = path === '/messages' ? `&room_id=${rooms[0]}` : ''
        const { status, body } = await get(`${path}?limit=${limit}${room}`)
        expect({ path, limit, status }).toEqual({ path, limit, status: 400 })
        expect(failure.parse(body).error.code).toBe('invalid_request')
      }
  })
})

describe('messages of a room', () => {
  test('pages visit each once, newest first, also while new ones arrive; both routes say the same', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const first = newWamid()
    const base = Date.now() - 3_600_000
    await inbox.take(from(who, '0', { wamid: first, at: base }))
    for (let turn = 1; turn < 23; turn++)
      // Three to each second, so that pages end within a second too.
      await inbox.take(from(who, String(turn), { at: base + Math.floor(turn / 3) * 1000 }))
    const id = await inbox.roomOf(first)
    const expected = Array.from({ length: 23 }, (_, turn) => String(22 - turn))
    const texts = (all: z.infer<typeof messagePage>[]) =>
      all.flatMap(({ data }) => data.map(({ content_text }) => content_text))

    expect(texts(await pages(messagePage, `/rooms/${id}/messages?limit=4`, 'before'))).toEqual(
      expected,
    )
    expect(texts(await pages(messagePage, `/messages?room_id=${id}&limit=4`, 'before'))).toEqual(
      expected,
    )
    const during = await pages(messagePage, `/rooms/${id}/messages?limit=4`, 'before', () =>
      inbox.take(from(who, 'new'), echo(who, 'new too')),
    )
    expect(texts(during)).toEqual(expected)
  })
})
