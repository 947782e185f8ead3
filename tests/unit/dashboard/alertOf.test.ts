import { expect, test } from 'bun:test'
import type { ServerEvent } from '../../../src/client/listeners.ts'
import { type Alert, alertOf, shouldAlert } from '../../../src/dashboard/alerts/alertOf.ts'
import { createCatchUp } from '../../../src/dashboard/alerts/catchUp.ts'

const ME = 'me'
const participants = (...ids: string[]) => ({
  participants: ids.map((user_id) => ({ user_id, name: user_id })) as never[],
})
const message = (change: object = {}) => ({
  id: 'm1',
  room_id: 'r1',
  direction: 'incoming',
  content_type: 'text',
  content_text: 'Halo',
  event_id: 7,
  room: {},
  ...change,
})
const said = (event: ServerEvent, payload: unknown) => alertOf(event, payload, ME)

test('a customer’s message, a new room and an own assignment raise an alert, and nothing else does', () => {
  expect(said('new_message', message())).toMatchObject({ kind: 'new_message', room_id: 'r1' })
  const room = { room_id: 'r1', last_message: { direction: 'incoming' } }
  expect(said('new_room_complete', room)).toMatchObject({ kind: 'new_room', room_id: 'r1' })
  expect(said('agent_assigned', { agent_id: ME, room })).toMatchObject({ kind: 'assigned' })

  expect(said('agent_assigned', { agent_id: 'other', room })).toBeNull()
  expect(said('new_message', message({ direction: 'outgoing' }))).toBeNull()
  expect(said('new_message', message({ direction: 'note' }))).toBeNull()
  expect(said('new_message', message({ content_type: 'reaction' }))).toBeNull()
  expect(
    said('new_room_complete', { room_id: 'r1', last_message: { direction: 'outgoing' } }),
  ).toBeNull()
  // The same message also comes as other events, which must not alert a second time.
  for (const twin of ['room:new_message', 'new_room', 'room_updated', 'room_read'] as const) {
    expect(said(twin, message())).toBeNull()
  }
})

test('own and unassigned rooms alert, a colleague’s do not; each kind can be turned off', () => {
  const chosen = { new_room: true, new_message: true, assigned: true }
  const alert = said('new_message', message()) as Alert
  const wanted = (has: string[], change: object = {}) =>
    shouldAlert(alert, participants(...has), { myId: ME, chosen, onScreen: null, ...change })
  expect(wanted([])).toBe(true)
  expect(wanted(['other', ME])).toBe(true)
  expect(wanted(['other'])).toBe(false)
  expect(wanted([ME], { onScreen: 'r1' })).toBe(false)
  expect(wanted([ME], { onScreen: 'r2' })).toBe(true)
  expect(wanted([ME], { chosen: { ...chosen, new_message: false } })).toBe(false)
  expect(wanted([ME], { chosen: { ...chosen, new_room: false } })).toBe(true)
})

test('missed messages and rooms are counted once, and then forgotten', () => {
  const missed = createCatchUp(ME)
  missed.take('new_message', message())
  missed.take('room:new_message', message())
  missed.take('new_message', message({ id: 'm2', direction: 'outgoing' }))
  missed.take('new_message', message({ id: 'm3', room_id: 'r2' }))
  missed.take('room_read', { room_id: 'r3' })
  const told = missed.done()
  expect(told).toMatchObject({ messages: 3, rooms: 2 })
  expect(told.alerts.map(({ message }) => message?.id)).toEqual(['m1', 'm3'])
  expect(missed.done()).toEqual({ messages: 0, rooms: 0, alerts: [] })
})
