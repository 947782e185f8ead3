import { describe, expect, test } from 'bun:test'
import { isListed } from '../../../src/client/listed.ts'
import { reduce } from '../../../src/client/reducer.ts'
import type { Action, State } from '../../../src/client/state.ts'
import { isListed as isListedByServer } from '../../../src/domain/counting.ts'
import { contentType, direction, type Message } from '../../../src/protocol/message.ts'

import { after, came, id, ids, left, ME, message, room, rooms } from './made.ts'

test('what is listed is the rule of the server (C1), for every kind of message', () => {
  for (const one of direction.options) {
    for (const type of contentType.options) {
      expect(isListed({ direction: one, content_type: type })).toBe(isListedByServer(one, type))
    }
  }
})

describe('rooms', () => {
  test('events up to the list are in it already; later ones move their room to the top', () => {
    const state = after(
      rooms(10, room(2, 10), room(1, 10)),
      came(9, message(1, 1)),
      came(11, message(2, 1)),
    )
    expect(ids(state)).toEqual([id(1), id(2)])
    expect(state.rooms[0]!.last_message_text).toBe('text 2')
  })

  test('a room tells why its last message failed, as long as it has', () => {
    const ours = message(1, 1, 0, { direction: 'outgoing', status: 'pending' })
    const status = (event_id: number, change: object): Action => ({
      type: 'event',
      event: 'message_status_update',
      payload: {
        event_id,
        message_id: ours.id,
        room_id: id(1),
        wa_message_id: 'wamid.1',
        status: 'pending',
        status_timestamp: null,
        attempt: 1,
        ...change,
      },
    })
    const error = { code: 131026, title: 'Not reachable', details: 'No.', advice: null }
    const failed = after(
      rooms(10, room(1, 10)),
      came(11, ours),
      status(12, { status: 'failed', error }),
    )
    const { code, title } = error
    expect(failed.rooms[0]!.last_message).toMatchObject({
      status: 'failed',
      error: { code, title },
    })
    const again = reduce(failed, status(13, { attempt: 2 }))
    expect(again.rooms[0]!.last_message).toMatchObject({ status: 'pending', error: null })
  })

  test('events that came before their list are applied to it', () => {
    const state = after(
      came(9, message(1, 1)),
      came(12, message(2, 1)),
      rooms(10, room(2, 10), room(1, 10)),
    )
    expect(ids(state)).toEqual([id(1), id(2)])
    expect(state.rooms[0]!.event_id).toBe(12)
  })

  test('a list that was read before a room was lost does not bring it back', () => {
    const state = after(rooms(10, room(1, 10)), left(20, 1), rooms(15, room(1, 15)))
    expect(state.rooms).toEqual([])
  })

  test('a message in a room that no page has brought asks for the room, and then for nothing more', () => {
    const asked = after(rooms(10, room(2, 10)), came(11, message(1, 7)), came(12, message(2, 7)))
    expect(asked.wanted).toEqual([id(7)])
    const loaded = reduce(asked, { type: 'room_loaded', room_id: id(7), room: room(7, 11) })
    expect(loaded.wanted).toEqual([])
    expect(loaded.rooms[0]!.last_message_text).toBe('text 2')
    expect(reduce(asked, { type: 'room_loaded', room_id: id(7), room: null }).wanted).toEqual([])
  })

  test('a room loaded by itself counts although it was read before the list, unless the user lost it in between', () => {
    const asked: Action = { type: 'room_loaded', room_id: id(7), room: room(7, 9) }
    expect(ids(after(rooms(10, room(2, 10)), asked))).toEqual([id(7), id(2)])
    expect(ids(after(left(10, 7), rooms(10, room(2, 10)), asked))).toEqual([id(2)])
    expect(ids(after(rooms(10, room(2, 10)), asked, left(10, 7)))).toEqual([id(2)])
  })

  test('a room that was missing is there again once it is assigned, listed, or in an event', () => {
    const missing: Action = { type: 'room_loaded', room_id: id(7), room: null }
    const given: Action = { type: 'event', event: 'room_updated', payload: room(7, 11) }
    const empty = after(rooms(10), missing)
    expect(empty.missing).toEqual({ [id(7)]: true })
    for (const next of [given, rooms(11, room(7, 11)), came(11, message(1, 7))]) {
      expect(reduce(empty, next).missing).toEqual({})
    }
    // The answer was given before the room was, and comes after it.
    expect(after(rooms(10), given, missing).missing).toEqual({})
  })

  test('an event of a page that is yet to come changes nothing', () => {
    const state = after(rooms(10, room(2, 10)), {
      type: 'event',
      event: 'tag_updated',
      payload: { event_id: 11, room_id: id(7), chat_id: id(7), tags: ['x'] },
    })
    expect(ids(state)).toEqual([id(2)])
    const page = { rooms: [room(7, 10)], event_id: 10, next_cursor: null, more: true }
    expect(reduce(state, { type: 'rooms_loaded', ...page }).rooms[0]!.tags).toEqual(['x'])
  })

  test('a list older than the events that are remembered has to be asked for again', () => {
    let state = after()
    for (let event = 1; event <= 5000; event++)
      state = reduce(state, came(event, message(event, 1)))
    expect(reduce(state, rooms(10, room(1, 10))).outdated).toBe(true)
    const recent = reduce(state, rooms(4000, room(1, 4000)))
    expect(recent.outdated).toBe(false)
    expect(recent.rooms[0]!.last_message_text).toBe('text 5000')
  })

  test('a resync forgets everything but which rooms are open', () => {
    const loaded: Action = {
      type: 'messages_loaded',
      room_id: id(1),
      messages: [],
      event_id: 10,
      next_cursor: null,
    }
    const state = after(rooms(10, room(1, 10)), loaded, { type: 'resync', position: 3 })
    expect(state.rooms).toEqual([])
    expect(state.messages[id(1)]!.stale).toBe(true)
    expect(ids(reduce(state, rooms(5, room(1, 5))))).toEqual([id(1)])
  })
})

describe('messages', () => {
  const page = (event_id: number, next_cursor: string | null, ...messages: Message[]): Action => ({
    type: 'messages_loaded',
    room_id: id(1),
    messages,
    event_id,
    next_cursor,
  })
  const texts = (state: State) =>
    state.messages[id(1)]?.items.map(({ content_text }) => content_text)

  test('they sort by second, then by the order of storing', () => {
    const state = after(
      page(10, null, message(3, 1, 100), message(1, 1, 50)),
      came(11, message(4, 1, 100)),
      came(12, message(5, 1, 70)),
      came(13, message(2, 1, 1)),
    )
    expect(texts(state)).toEqual(['text 4', 'text 3', 'text 5', 'text 1', 'text 2'])
  })

  test('what is older than the pages that are here comes with its own page', () => {
    const state = after(page(10, 'older', message(3, 1, 100)), came(11, message(4, 1, 50)))
    expect(texts(state)).toEqual(['text 3'])
    const older = { ...page(12, null, message(4, 1, 50), message(1, 1, 20)), more: true } as Action
    expect(texts(reduce(state, older))).toEqual(['text 3', 'text 4', 'text 1'])
  })

  test('an agent who is unassigned keeps none, and a page on its way brings none back', () => {
    const state = after(
      rooms(10, room(1, 10)),
      page(10, null, message(1, 1)),
      left(20, 1),
      page(15, null, message(1, 1)),
    )
    expect(state.messages).toEqual({})
  })

  test('an unassignment from before they were loaded does not take them, when another room’s list is on its way', () => {
    const other: Action = {
      type: 'messages_loaded',
      room_id: id(2),
      messages: [],
      event_id: 15,
      next_cursor: null,
    }
    const state = after(rooms(10, room(2, 10)), left(20, 1), page(30, null, message(1, 1)), other)
    expect(texts(state)).toEqual(['text 1'])
  })

  test('rooms opened under another role are to be loaded again', () => {
    const opened = after(rooms(10, room(1, 10)), page(10, null, message(1, 1)))
    const me = { id: ME, role: 'supervisor' } as const
    const same = reduce(opened, { type: 'session', me: { id: ME, role: 'agent' } })
    expect(same.messages[id(1)]!.stale).toBe(false)
    expect(reduce(opened, { type: 'session', me }).messages[id(1)]!.stale).toBe(true)
  })

  test('of merged rooms they go on under the id that stays, and are to be loaded again', () => {
    const state = after(rooms(10, room(1, 10), room(2, 10)), page(10, null, message(1, 1)), {
      type: 'event',
      event: 'room_merged',
      payload: { event_id: 11, from_room_id: id(1), room: room(2, 11) },
    })
    expect(ids(state)).toEqual([id(2)])
    expect(Object.keys(state.messages)).toEqual([id(2)])
    expect(state.messages[id(2)]!.stale).toBe(true)
    expect(state.messages[id(2)]!.items[0]!.room_id).toBe(id(2))
  })
})
