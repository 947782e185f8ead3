import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  isDashboardRoom,
  LISTS,
  mayHearSummary,
  participantsAfter,
  refuseDashboardRoom,
} from '../../../src/domain/dashboardRooms.ts'
import type { EventRow } from '../../../src/domain/event.ts'
import { listTopic, listTopics } from '../../../src/sockets/topics.ts'

const users = ['u1', 'u2', 'u3', 'u4']
const someUsers = fc.subarray(users)

describe('who hears a summary', () => {
  test('[D3] reaches staff, and participants both then and now, in that list only', () => {
    const lists = Object.values(LISTS).map(({ room }) => room)
    const viewer = fc.record({ userId: fc.constantFrom(...users), staff: fc.boolean() })
    const list = fc.constantFrom(...lists)
    fc.assert(
      fc.property(list, list, viewer, someUsers, someUsers, (told, joined, who, then, now) => {
        const topics = listTopics(told, mayHearSummary(then, now))
        const hears = topics.filter((topic) => topic === listTopic(joined, who))
        const may = who.staff || (then.includes(who.userId) && now.includes(who.userId))
        expect(hears).toHaveLength(told === joined && may ? 1 : 0)
      }),
    )
  })

  test('[D2] who is unassigned is out from that row on', () => {
    const row = { kind: 'agent_unassigned', userIds: users, data: { agent_id: 'u2' } }
    expect(participantsAfter(row as never as EventRow)).toEqual(['u1', 'u3', 'u4'])
    expect(participantsAfter({ kind: 'room_read', userIds: users } as never as EventRow)).toBe(
      users,
    )
  })
})

test('[D1] every name but the five is refused, to the letter', () => {
  for (const { room } of Object.values(LISTS)) expect(refuseDashboardRoom(room, 'agent')).toBeNull()
  expect(refuseDashboardRoom('dashboard', 'supervisor')).toBeNull()
  expect(refuseDashboardRoom('dashboard', 'agent')?.message).toBe('Forbidden room: dashboard')
  fc.assert(
    fc.property(fc.string(), (name) => {
      fc.pre(!isDashboardRoom(name))
      expect(refuseDashboardRoom(name, 'admin')?.message).toBe(`Invalid room: ${name}`)
    }),
  )
})
