import { describe, expect, test } from 'bun:test'
import {
  type Audience,
  deliveriesOf,
  reaches,
  SLOTS,
  slotCount,
  type Viewer,
} from '../../../src/domain/audience.ts'
import { type EventKind, type EventRow, lastId } from '../../../src/domain/event.ts'
import { serverEvents } from '../../../src/protocol/events.ts'
import { rowOf, USERS } from './audienceRows.ts'

const kinds = Object.keys(SLOTS) as EventKind[]
const ROOM = 'b0000000-0000-4000-8000-000000000001'
const row = (kind: EventKind, userIds = [USERS.participant]): EventRow =>
  rowOf(kind, {
    id: 41,
    roomId: ['user_changed', 'sign_in_ended', 'channel_state'].includes(kind) ? null : ROOM,
    userIds,
  })

/** What the contract says of each kind of change, spelled out a second time. */
const CONTRACT: Record<EventKind, [event: string, to: 'concerned' | 'staff' | 'joined'][]> = {
  room_created: [
    ['new_room', 'staff'],
    ['new_room_complete', 'staff'],
    ['room:new_message', 'joined'],
  ],
  message: [
    ['new_message', 'concerned'],
    ['room:new_message', 'joined'],
  ],
  message_updated: [
    ['message_updated', 'concerned'],
    ['room:message_updated', 'joined'],
  ],
  message_status: [['message_status_update', 'concerned']],
  agent_assigned: [['agent_assigned', 'concerned']],
  agent_unassigned: [['agent_unassigned', 'concerned']],
  room_read: [['room_read', 'concerned']],
  tags: [['tag_updated', 'concerned']],
  room_updated: [['room_updated', 'concerned']],
  room_merged: [['room_merged', 'concerned']],
  channel_state: [['channel_state', 'staff']],
  user_changed: [],
  sign_in_ended: [],
}

type Someone = { name: string; viewer: Viewer; staff: boolean; participant: boolean }
const people: Someone[] = [
  { name: 'staff', userId: USERS.staff, staff: true, participant: false },
  { name: 'staff who takes part', userId: USERS.participant, staff: true, participant: true },
  { name: 'a participant', userId: USERS.participant, staff: false, participant: true },
  { name: 'another agent', userId: USERS.other, staff: false, participant: false },
].flatMap(({ name, userId, staff, participant }) =>
  [true, false].map((joined) => ({
    name: `${name}, ${joined ? 'joined' : 'not joined'}`,
    viewer: { userId, staff, joined: () => joined },
    staff,
    participant,
  })),
)

/** Socket.IO rooms that such a socket is in: staff in `staff`, an agent in its own, both in what they joined. */
const topicsOf = ({ staff, viewer }: Someone) => [
  staff ? 'staff' : `user:${viewer.userId}`,
  ...(viewer.joined(ROOM) ? ['room'] : []),
]
const topicsTo = (to: readonly Audience[], { userIds }: EventRow) =>
  to.flatMap((audience) =>
    audience === 'participants' ? userIds.map((userId) => `user:${userId}`) : [audience],
  )

describe('audiences', () => {
  test.each(kinds)('[A1] %s becomes the events of the contract, in their order', (kind) => {
    expect(deliveriesOf(row(kind)).map(({ event }) => event as string)).toEqual(
      CONTRACT[kind].map(([event]) => event),
    )
  })

  test.each(kinds)('[A1] %s carries ids in a row, and payloads as declared', (kind) => {
    const placed = row(kind)
    for (const [place, { eventId, event, payload }] of deliveriesOf(placed).entries()) {
      expect(eventId).toBe(placed.id + place)
      expect(serverEvents[event].payload.safeParse(payload).error?.issues).toBeUndefined()
      expect((payload as { event_id: number }).event_id).toBe(eventId)
    }
    expect(lastId(placed)).toBe(placed.id + Math.max(1, CONTRACT[kind].length) - 1)
    expect(slotCount(kind)).toBe(placed.slots)
  })

  test.each(kinds)('[A2] %s: a cursor inside the row leaves out what was seen, no more', (kind) => {
    const placed = row(kind)
    const all = deliveriesOf(placed)
    for (let cursor = placed.id - 1; cursor <= lastId(placed); cursor++) {
      expect(deliveriesOf(placed, cursor)).toEqual(all.filter(({ eventId }) => eventId > cursor))
    }
  })

  for (const kind of kinds) {
    test(`[A3] ${kind} reaches whom the contract names, and nobody else`, () => {
      const placed = row(kind)
      for (const [place, { to }] of deliveriesOf(placed).entries()) {
        const [event, audience] = CONTRACT[kind][place]!
        for (const { name, viewer, staff, participant } of people) {
          const concerned = staff || participant
          const expected =
            audience === 'staff'
              ? staff
              : audience === 'joined'
                ? concerned && viewer.joined(ROOM)
                : concerned
          expect(`${event} → ${name}: ${reaches(placed, to, viewer)}`).toBe(
            `${event} → ${name}: ${expected}`,
          )
        }
      }
    })

    test(`[A1] ${kind} reaches no socket by two topics at once`, () => {
      for (const userIds of [[], [USERS.participant], [USERS.participant, USERS.other]]) {
        const placed = row(kind, userIds)
        for (const { event, to } of deliveriesOf(placed)) {
          const topics = topicsTo(to, placed)
          expect(new Set(topics).size).toBe(topics.length)
          for (const someone of people) {
            const ways = topicsOf(someone).filter((topic) => topics.includes(topic))
            expect(`${event} → ${someone.name}: ${ways.length <= 1}`).toEndWith('true')
          }
        }
      }
    })

    test(`[A3] ${kind}: live topics and the replay’s rule agree for every viewer`, () => {
      const placed = row(kind)
      // Another agent can't have joined: its join is refused, or was ended by its unassignment.
      const possible = people.filter(
        ({ staff, participant, viewer }) => staff || participant || !viewer.joined(ROOM),
      )
      for (const { to, event } of deliveriesOf(placed)) {
        const topics = topicsTo(to, placed)
        for (const someone of possible) {
          const live = topicsOf(someone).some((topic) => topics.includes(topic))
          const replayed = reaches(placed, to, someone.viewer)
          expect(`${event} → ${someone.name}: ${live}`).toBe(
            `${event} → ${someone.name}: ${replayed}`,
          )
        }
      }
    })
  }

  test('[A3] a row that is not for staff is replayed to no staff', () => {
    const placed = { ...row('message'), staff: false }
    const viewer = { userId: USERS.staff, staff: true, joined: () => true }
    const reached = (row: EventRow) => deliveriesOf(row).map(({ to }) => reaches(row, to, viewer))
    expect(reached({ ...placed, staff: true })).toContain(true)
    expect(reached(placed)).not.toContain(true)
  })
})
