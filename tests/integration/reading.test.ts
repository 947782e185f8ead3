import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { z } from 'zod'
import { failure } from '../../src/protocol/errors.ts'
import { message } from '../../src/protocol/message.ts'
import { type RoomSummary, roomSummary } from '../../src/protocol/room.ts'
import { roomCounts } from '../../src/protocol/rooms.ts'
import { prune } from '../../src/store/prune.ts'
import { type Client, connect } from '../helpers/client.ts'
import { NO_IDS, type Person } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { checkBooks, echo, edit, from, type Inbox, openInbox } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const roomPage = z.strictObject({
  success: z.literal(true),
  data: z.array(roomSummary),
  next_cursor: z.string().nullable(),
  event_id: z.number().int(),
  counts: roomCounts,
})
const messagePage = roomPage.omit({ counts: true }).extend({ data: z.array(message) })
const oneRoom = z.strictObject({
  success: z.literal(true),
  data: roomSummary,
  event_id: z.number().int(),
})

let inbox: Inbox
let agent: Person
let stranger: Person
/** In the order they were written to. */
const rooms: string[] = []
const ROOMS = 23
beforeAll(async () => {
  inbox = await openInbox()
  agent = await inbox.server.person('agent', 'One')
  stranger = await inbox.server.person('agent', 'Two')
  const wamids = Array.from({ length: ROOMS }, newWamid)
  for (const [turn, wamid] of wamids.entries())
    await inbox.take(from({ phone: newPhone(), name: `Customer ${turn}` }, 'Halo', { wamid }))
  for (const wamid of wamids) rooms.push(await inbox.roomOf(wamid))
  for (const turn of [2, 5, 7])
    await inbox.server.api('POST', `/rooms/${rooms[turn]}/assign`, {
      token: inbox.supervisor.token,
      body: { agent_id: agent.id },
    })
})
afterAll(async () => {
  await checkBooks(inbox.sql)
  await inbox.stop()
})

const get = (path: string, person: Person | null = inbox.supervisor) =>
  inbox.server.api('GET', path, person ? { token: person.token } : {})

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

  test('an agent gets its own, whatever it asks for, and nobody else’s', async () => {
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

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const ID = '0197a3d2-7c1e-7b57-9d0e-2f6b1b0c9f11'
const HUGE = 'x'.repeat(5_000)

describe('cursors and ids that are not ours', () => {
  const either = [
    '',
    '%00',
    'x',
    '%F0%9F%98%80',
    HUGE,
    encode(null),
    encode({}),
    encode([]),
    encode([1]),
    encode('x'),
  ]
  const room = [
    ...either,
    ...[
      ['yesterday', ID],
      ['2026-01-01T00:00:00.000Z', 'x'],
      ['2026-01-01T00:00:00.000Z', null],
      ['2026-13-01T00:00:00.000Z', ID],
      ['2026-02-30T00:00:00.000Z', ID],
      ['0000-01-01T00:00:00.000Z', ID],
      [`2026-01-01T00:00:00.${'1'.repeat(200)}Z`, ID],
      ['2026-01-01T00:00:00.000Z', ID, 1],
      ['infinity', ID],
    ].map(encode),
  ]
  const messages = [
    ...either,
    ...[
      ['1', '2'],
      [1.5, 2],
      [1, null],
      [1, 2, 3],
      [1e300, 1],
    ].map(encode),
    Buffer.from('[9223372036854775808,1]').toString('base64url'),
  ]

  test('a malformed cursor of rooms is invalid_request, never a failure of ours', async () => {
    for (const cursor of room) {
      const { status, body } = await get(`/rooms?cursor=${cursor}`)
      expect({ cursor: cursor.slice(0, 90), status }).toEqual({
        cursor: cursor.slice(0, 90),
        status: 400,
      })
      expect(failure.parse(body).error.code).toBe('invalid_request')
    }
  })

  test('a malformed cursor of messages is invalid_request, never a failure of ours', async () => {
    for (const cursor of messages)
      for (const path of [`/rooms/${rooms[0]}/messages?`, `/messages?room_id=${rooms[0]}&`]) {
        const { status } = await get(`${path}before=${cursor}`)
        expect({ path, cursor: cursor.slice(0, 90), status }).toEqual({
          path,
          cursor: cursor.slice(0, 90),
          status: 400,
        })
      }
  })

  test('a cursor that is well made and from anywhere is just a place', async () => {
    for (const second of [-1, 0, Number.MAX_SAFE_INTEGER])
      for (const seq of [-1, 0, Number.MAX_SAFE_INTEGER])
        expect(
          (await get(`/rooms/${rooms[0]}/messages?before=${encode([second, seq])}`)).status,
        ).toBe(200)
    for (const time of ['1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])
      expect((await get(`/rooms?cursor=${encode([time, ID])}`)).status).toBe(200)
  })

  test('an id that names no room, or is none, is not_found; as a query it must be an id', async () => {
    for (const id of [ID, ...NO_IDS, '1', 'null', HUGE, `${ID}%20`, `{${ID}}`]) {
      for (const path of [`/rooms/${id}`, `/rooms/${id}/messages`]) {
        const { status, body } = await get(path)
        expect({ path: path.slice(0, 90), status }).toEqual({
          path: path.slice(0, 90),
          status: 404,
        })
        expect(failure.parse(body).error.code).toBe('not_found')
      }
    }
    expect((await get(`/messages?room_id=${ID}`)).status).toBe(404)
    for (const query of ['', '?room_id=', '?room_id=x', `?room_id=${ID}&room_id=${ID}`])
      expect({ query, status: (await get(`/messages${query}`)).status }).toEqual({
        query,
        status: 400,
      })
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

describe('who may read', () => {
  const paths = () => [
    '/rooms',
    `/rooms/${rooms[6]}`,
    `/rooms/${rooms[6]}/messages`,
    `/messages?room_id=${rooms[6]}`,
  ]

  test('nobody who is not signed in', async () => {
    for (const path of paths()) {
      for (const token of [undefined, '', 'x', `${inbox.supervisor.token}x`]) {
        const { status, body } = await inbox.server.api('GET', path, token ? { token } : {})
        expect({ path, status }).toEqual({ path, status: 401 })
        expect(failure.parse(body).error.code).toBe('unauthenticated')
      }
    }
  })

  test('another agent gets the very answer of what is not there', async () => {
    for (const path of paths().slice(1)) {
      expect((await get(path, agent)).status).toBe(200)
      const refused = await get(path, stranger)
      const absent = await get(path.replace(rooms[6]!, ID), stranger)
      expect(refused.status).toBe(404)
      expect(refused).toEqual(absent)
    }
  })

  test('an agent reads from its assignment on, and no longer after it', async () => {
    const person = await inbox.server.person('agent', 'Three')
    const change = (verb: string) =>
      inbox.server.api('POST', `/rooms/${rooms[6]}/${verb}`, {
        token: inbox.supervisor.token,
        body: { agent_id: person.id },
      })
    const [, ...own] = paths()
    for (const [verb, status] of [
      ['assign', 200],
      ['unassign', 404],
      ['assign', 200],
    ] as const) {
      await change(verb)
      for (const path of own) expect((await get(path, person)).status).toBe(status)
    }
    await inbox.server.api('PATCH', `/users/${person.id}`, {
      token: inbox.server.admin.token,
      body: { disabled: true },
    })
    for (const path of paths()) expect((await get(path, person)).status).toBe(401)
  })
})

/** A list as a dashboard keeps it: what it read, and what the events since then say. */
function follow(read: { rooms: Map<string, RoomSummary>; eventId: number }, dashboard: Client) {
  const kept = new Map(read.rooms)
  for (const { event, payload } of dashboard.durable()) {
    if (payload.event_id <= read.eventId) continue
    if (event === 'new_room_complete' || event === 'room_updated')
      kept.set(payload.room_id, payload)
    const room = kept.get(payload.room_id)
    if (event === 'agent_assigned') {
      const {
        id: _,
        phone: __,
        title: ___,
        created_at: ____,
        updated_at: _____,
        ...whole
      } = payload.room
      kept.set(payload.room_id, whole)
    }
    if (event === 'agent_unassigned' && room)
      kept.set(payload.room_id, {
        ...room,
        participants: room.participants.filter(({ user_id }) => user_id !== payload.agent_id),
      })
    if (event === 'new_message' && room) {
      const { room: state, ...said } = payload
      const counts =
        ['incoming', 'outgoing'].includes(said.direction) && said.content_type !== 'reaction'
      const { id, content_text, content_type, created_at, user_id, wa_message_id } = said
      const { direction, status, original_filename } = said
      const sender = { user_id, wa_message_id, direction, status, original_filename }
      kept.set(payload.room_id, {
        ...room,
        ...state,
        ...(counts && {
          last_message: { id, content_text, content_type, created_at, ...sender, error: null },
          last_message_text: content_text,
          last_message_type: content_type,
          last_message_timestamp: created_at,
        }),
      })
    }
    if (event === 'message_updated' && room?.last_message && room.last_message.id === payload.id) {
      const last = { ...room.last_message, content_text: payload.content_text }
      kept.set(payload.room_id, {
        ...room,
        last_message: last,
        last_message_text: payload.content_text,
      })
    }
  }
  return kept
}

describe('one truth', () => {
  const list = async (person: Person) => {
    const { body } = await get('/rooms?limit=100', person)
    const page = roomPage.parse(body)
    for (const room of page.data) expect(room.event_id).toBe(page.event_id)
    return {
      eventId: page.event_id,
      rooms: new Map(page.data.map((room) => [room.room_id, room])),
      order: page.data.map(({ room_id }) => room_id),
    }
  }
  const same = (rooms: Iterable<RoomSummary>) =>
    [...rooms]
      .map(({ event_id: _, ...room }) => room)
      .sort((a, b) => (a.room_id < b.room_id ? -1 : 1))

  test('a list read while the ingest runs, plus the events after its event_id, is the list read later', async () => {
    const own = await openInbox()
    const token = own.supervisor.token
    const person = await own.server.person('agent')
    const customers = Array.from({ length: 12 }, (_, n) => ({ phone: newPhone(), name: `C ${n}` }))
    const traffic = async (lane: number) => {
      for (let turn = 0; turn < 24; turn++) {
        const who = customers[(lane * 5 + turn * 7) % customers.length]!
        const wamid = newWamid()
        await own.take(
          from(turn % 9 === 8 ? { ...who, name: `${who.name}!` } : who, `${lane}.${turn}`, {
            wamid,
          }),
        )
        if (turn % 4 === 1) await own.take(from(who, edit(wamid, `${lane}.${turn} edited`)))
        if (turn % 5 === 2) await own.take(echo(who, 'ours'))
        if (turn % 6 === 3) {
          const room_id = await own.roomOf(wamid)
          for (const verb of turn % 12 === 3 ? ['assign'] : ['assign', 'unassign'])
            await own.server.api('POST', `/rooms/${room_id}/${verb}`, {
              token,
              body: { agent_id: person.id },
            })
        }
      }
    }
    const snapshots: { rooms: Map<string, RoomSummary>; eventId: number }[] = []
    let running = true
    const read = async () => {
      while (running) {
        const { body } = await own.server.api('GET', '/rooms?limit=100', { token })
        const page = roomPage.parse(body)
        snapshots.push({
          eventId: page.event_id,
          rooms: new Map(page.data.map((room) => [room.room_id, room])),
        })
      }
    }
    const reading = read()
    await Promise.all([traffic(0), traffic(1), traffic(2)])
    running = false
    await reading
    await own.settled()
    const { body } = await own.server.api('GET', '/rooms?limit=100', { token })
    const later = same(roomPage.parse(body).data)
    expect(snapshots.length).toBeGreaterThan(3)
    expect(new Set(snapshots.map(({ eventId }) => eventId)).size).toBeGreaterThan(3)
    for (const snapshot of snapshots)
      expect(same(follow(snapshot, own.dashboard).values())).toEqual(later)
    await checkBooks(own.sql)
    await own.stop()
  })

  test('a message list joins the stream of a joined room without a gap', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const wamid = newWamid()
    await inbox.take(from(who, 'first', { wamid }))
    const id = await inbox.roomOf(wamid)
    const client = await connect(inbox.server.url, { token: inbox.supervisor.token })
    await client.emit('room:join', { room_id: id })
    const writing = (async () => {
      for (let turn = 0; turn < 60; turn++) await inbox.take(from(who, `message ${turn}`))
    })()
    const snapshots: z.infer<typeof messagePage>[] = []
    for (let turn = 0; turn < 15; turn++)
      snapshots.push(messagePage.parse((await get(`/rooms/${id}/messages?limit=100`)).body))
    await writing
    await client.until(() => client.named('room:new_message').length >= 60, 'all messages')
    const later = messagePage.parse((await get(`/rooms/${id}/messages?limit=100`)).body).data
    expect(later.length).toBe(61)
    for (const { event_id, data } of snapshots) {
      const since = client
        .named('room:new_message')
        .filter((payload) => payload.event_id > event_id)
        .map(({ event_id: _, room: __, ...said }) => said)
      expect([...since.reverse(), ...data]).toEqual(later)
    }
    expect(client.faults).toEqual([])
    client.close()
  })

  test('one room’s event_id is of its own snapshot', async () => {
    const { body } = await get(`/rooms/${rooms[6]}`)
    const { data, event_id } = oneRoom.parse(body)
    expect(data.event_id).toBe(event_id)
    const { eventId, rooms: listed } = await list(agent)
    expect(eventId).toBeGreaterThanOrEqual(event_id)
    expect(same([listed.get(rooms[6]!)!])).toEqual(same([data]))
  })

  test('what pruning leaves of the log has no gap, also when the clock was set back', async () => {
    const own = await openInbox()
    for (let turn = 0; turn < 6; turn++) await own.take(from({ phone: newPhone() }, 'Halo'))
    const hours = [9, 8, 1, 7, 6, 1]
    const rows = await own.sql<{ id: string }[]>`select id from events order by id`
    const born = rows.slice(-6)
    await own.sql`update events set created_at = now() - interval '10 hours'`
    for (const [turn, { id }] of born.entries())
      await own.sql`update events set created_at = now() - ${`${hours[turn]} hours`}::text::interval where id = ${id}`
    const now = new Date()
    await prune(own.sql, { eventsBefore: new Date(now.getTime() - 5 * 3_600_000), now })
    const left = await own.sql<{ id: string }[]>`select id from events order by id`
    expect(left.map(({ id }) => id)).toEqual(born.slice(2).map(({ id }) => id))
    // Nothing is young enough: the newest stays, since ids continue from it.
    await prune(own.sql, { eventsBefore: new Date(now.getTime() + 3_600_000), now })
    const last = await own.sql<{ id: string }[]>`select id from events`
    expect(last.map(({ id }) => id)).toEqual([born[5]!.id])
    await own.stop()
  })
})
