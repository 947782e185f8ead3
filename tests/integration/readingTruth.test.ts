import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { z } from 'zod'
import { type RoomSummary, roomSummary } from '../../src/protocol/room.ts'
import { pruneEvents } from '../../src/store/prune.ts'
import { type Client, connect } from '../helpers/client.ts'
import type { Person } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { messagePage, openReading, roomPage } from './readingWorld.ts'
import { echo, edit, expectConsistent, from, openInbox } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, rooms, agent, get, stop } = await openReading()
afterAll(stop)

const oneRoom = z.strictObject({
  success: z.literal(true),
  data: roomSummary,
  event_id: z.number().int(),
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
    await expectConsistent(own.sql)
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
    const { body } = await get(`/rooms/${rooms[5]}`)
    const { data, event_id } = oneRoom.parse(body)
    expect(data.event_id).toBe(event_id)
    const { eventId, rooms: listed } = await list(agent)
    expect(eventId).toBeGreaterThanOrEqual(event_id)
    expect(same([listed.get(rooms[5]!)!])).toEqual(same([data]))
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
    await pruneEvents(own.sql, new Date(now.getTime() - 5 * 3_600_000))
    const left = await own.sql<{ id: string }[]>`select id from events order by id`
    expect(left.map(({ id }) => id)).toEqual(born.slice(2).map(({ id }) => id))
    // Nothing is young enough: the newest stays, since ids continue from it.
    await pruneEvents(own.sql, new Date(now.getTime() + 3_600_000))
    const last = await own.sql<{ id: string }[]>`select id from events`
    expect(last.map(({ id }) => id)).toEqual([born[5]!.id])
    await own.stop()
  })
})
