import { describe, expect, test } from 'bun:test'
import { initialState, reduce } from '../../../src/client/reducer.ts'
import type { Action, State, ViewFilter } from '../../../src/client/state.ts'
import { isIn, nameOf, queryOf, roomsOf } from '../../../src/client/views.ts'
import type { RoomSummary } from '../../../src/protocol/room.ts'
import type { User } from '../../../src/protocol/user.ts'
import { came, id, left, ME, message, room } from './made.ts'

const counts = { mine: 1, unassigned: 2, all: 3, closed: 4 }
const UNASSIGNED: ViewFilter = { whose: 'none', status: 'open' }
const NAME = nameOf(UNASSIGNED)
const me = {
  user_id: ME,
  name: 'Me',
  role: 'supervisor' as const,
  assigned_at: room(1, 1).room_created_at,
}

const page = (
  event_id: number,
  rooms: RoomSummary[],
  more: Partial<Extract<Action, { type: 'view_loaded' }>> = {},
): Action => ({
  type: 'view_loaded',
  view: NAME,
  filter: UNASSIGNED,
  rooms,
  counts,
  event_id,
  next_cursor: null,
  ...more,
})
const start = reduce(initialState, { type: 'session', me: { id: ME, role: 'supervisor' } })
const after = (...actions: Action[]): State => actions.reduce(reduce, start)
const shown = (state: State) => roomsOf(state, NAME)?.map(({ room_id }) => room_id)
const assigned = (event_id: number, one: RoomSummary): Action => ({
  type: 'event',
  event: 'agent_assigned',
  payload: {
    event_id,
    room_id: one.room_id,
    agent_id: ME,
    agent_name: 'Me',
    assigned_at: me.assigned_at,
    room: {
      ...one,
      event_id,
      participants: [me],
      id: one.room_id,
      phone: null,
      title: one.room_title,
      created_at: one.room_created_at,
      updated_at: one.room_updated_at,
    },
  },
})
const unassigned = (event_id: number, n: number): Action => ({
  type: 'event',
  event: 'agent_unassigned',
  payload: { event_id, room_id: id(n), agent_id: id(99) },
})

describe('a view', () => {
  test('is not known before it is loaded, and then is its page', () => {
    expect(shown(start)).toBeUndefined()
    expect(shown(after(page(10, [room(3, 10), room(2, 10)])))).toEqual([id(3), id(2)])
  })

  test('shows nothing below its last page: between there may be rooms that have yet to come', () => {
    const closed = { whose: 'all', status: 'closed' } as const
    const state = after(
      page(10, [room(9, 10), room(8, 10)], { next_cursor: 'x' }),
      page(11, [room(3, 11, { status: 'closed' })], { view: nameOf(closed), filter: closed }),
      // Reopened without a message, it would stand below the end of what is listed.
      {
        type: 'event',
        event: 'room_updated',
        payload: { ...room(3, 12), status: 'open' },
      },
    )
    expect(shown(state)).toEqual([id(9), id(8)])
    const all = reduce(state, page(13, [room(5, 13), room(3, 13)], { more: true }))
    expect(shown(all)).toEqual([id(9), id(8), id(5), id(3)])
  })

  test('loses a room that no longer belongs to it, and gains one that does', () => {
    const state = after(page(10, [room(3, 10), room(2, 10)]), assigned(11, room(3, 10)))
    expect(shown(state)).toEqual([id(2)])
    expect(shown(reduce(state, came(12, message(1, 2))))).toEqual([id(2)])
  })

  test('asks for a room that an event puts into it, and that no list has brought yet', () => {
    const state = after(page(10, [room(9, 10)], { next_cursor: 'x' }), unassigned(11, 7))
    expect(state.wanted).toEqual([id(7)])
  })

  test('a page of a list that was begun anew meanwhile tells nothing', () => {
    const state = after(page(20, [room(9, 20)], { next_cursor: 'x' }))
    expect(reduce(state, page(15, [room(1, 15)], { more: true }))).toBe(state)
  })

  test('whose snapshot is a little older than that of another one gets the events between', () => {
    const closed = { whose: 'all', status: 'closed' } as const
    const state = after(
      page(100, []),
      page(99, [room(7, 99, { status: 'closed' })], { view: nameOf(closed), filter: closed }),
      came(100, message(1, 7)),
    )
    expect(state.rooms[0]).toMatchObject({ room_id: id(7), status: 'open', unread_count: 1 })
    const early = after(
      page(100, []),
      came(100, message(1, 7)),
      page(99, [room(7, 99, { status: 'closed' })], { view: nameOf(closed), filter: closed }),
    )
    expect(early.rooms).toEqual(state.rooms)
  })

  test('after a resync it is empty, and to be loaded again', () => {
    const state = after(page(10, [room(9, 10)]), { type: 'resync', position: 50 })
    expect(shown(state)).toBeUndefined()
    expect(state.views[NAME]!.stale).toBe(true)
    expect(shown(reduce(state, page(51, [room(9, 51)])))).toEqual([id(9)])
  })
})

test('counts are those of the newest answer, and are asked for again after what may change them', () => {
  const state = after(
    page(10, [room(9, 10)]),
    { type: 'counts_loaded', counts: { ...counts, all: 9 }, event_id: 12 },
    { type: 'counts_loaded', counts, event_id: 11 },
  )
  expect(state.counts).toEqual({ ...counts, all: 9, event_id: 12 })
  expect(reduce(state, came(13, message(1, 9))).recount_at).toBe(0)
  expect(reduce(state, assigned(14, room(9, 10))).recount_at).toBe(14)
})

describe('a filter', () => {
  const mine = room(1, 1, { participants: [me], tags: ['x'], unread_count: 1 })
  const cases: [ViewFilter, boolean][] = [
    [{ whose: 'all' }, true],
    [{ whose: 'mine' }, true],
    [{ whose: 'none' }, false],
    [{ whose: 'all', status: 'closed' }, false],
    [{ whose: 'all', customer_type: 'customer' }, true],
    [{ whose: 'all', customer_type: 'vendor' }, false],
    [{ whose: 'all', tag: 'x', unread: true }, true],
    [{ whose: 'all', tag: 'y' }, false],
    [{ whose: 'all', channel_id: id(900) }, true],
    [{ whose: 'all', channel_id: id(1) }, false],
  ]
  for (const [filter, expected] of cases) {
    test(`${JSON.stringify(filter)} ${expected ? 'takes' : 'leaves'} a room`, () => {
      expect(isIn(filter, mine, ME)).toBe(expected)
    })
  }

  test('has one name and one query', () => {
    expect(nameOf({ whose: 'all', status: 'open' })).toBe(
      nameOf({ status: 'open', tag: undefined, whose: 'all' }),
    )
    expect(queryOf({ whose: 'mine', unread: true }, ME)).toEqual({ user_id: ME, unread: 'true' })
    expect(queryOf({ whose: 'none', status: 'open', tag: 'x' }, ME)).toEqual({
      user_id: 'none',
      status: 'open',
      tag: 'x',
    })
  })
})

describe('colleagues', () => {
  const ana: User = {
    id: id(50),
    name: 'Ana',
    role: 'agent',
    disabled: false,
    status: 'offline',
    last_seen_at: null,
  }

  test('are there, or not, as presence tells', () => {
    const state = after(
      { type: 'users_loaded', users: [ana] },
      { type: 'presence', presence: { user_id: ana.id, status: 'online', last_seen_at: null } },
    )
    expect(state.users[ana.id]!.status).toBe('online')
  })

  const typing = (is_typing: boolean): Action => ({
    type: 'typing',
    typing: { room_id: id(1), user_id: ana.id, user: 'Ana', is_typing },
  })
  const opened: Action = { type: 'messages_opened', room_id: id(1) }

  test('who writes is known until they stop, or the connection breaks', () => {
    const writing = after(opened, typing(true))
    expect(writing.typing).toEqual({ [id(1)]: { [ana.id]: 'Ana' } })
    expect(reduce(writing, typing(true))).toBe(writing)
    expect(reduce(writing, typing(false)).typing).toEqual({})
    expect(reduce(writing, { type: 'disconnected' }).typing).toEqual({})
  })

  test('who writes in a room that is left, or taken from us, is not known: nobody would tell that they stopped', () => {
    const agent: Action = { type: 'session', me: { id: ME, role: 'agent' } }
    const closed: Action = { type: 'messages_closed', room_id: id(1) }
    const writing = after(agent, opened, typing(true))
    expect(writing.typing).toHaveProperty(id(1))
    expect(reduce(writing, closed).typing).toEqual({})
    expect(reduce(writing, left(20, 1)).typing).toEqual({})
    // Told before the server knew that the room was left.
    expect(after(opened, closed, typing(true)).typing).toEqual({})
  })
})

test('a colleague’s rooms are those that this one participates in, for the server and for the dashboard', () => {
  const filter: ViewFilter = { whose: 'all', status: 'open', user_id: ME }
  expect(queryOf(filter, id(7))).toEqual({ status: 'open', user_id: ME })
  const free = { ...room(1, 1), participants: [] }
  expect(isIn(filter, { ...free, participants: [me] }, id(7))).toBe(true)
  expect(isIn(filter, free, ME)).toBe(false)
})
