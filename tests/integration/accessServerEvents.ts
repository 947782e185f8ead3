import { newPhone, newWamid } from '../helpers/webhooks.ts'
import type { About, Line, ServerEvent } from './accessAudience.ts'
import type { AccessWorld } from './accessWorld.ts'
import { edit } from './webhookWorld.ts'

const STAFF = 'yes | yes | no | no | no connection'
const CONCERNED = 'yes | yes | yes | no | no connection'
const ALL = 'yes | yes | yes | yes | no connection'
const IN_ROOM = 'room | room | room | no | no connection'
const LIST = 'dashboard | dashboard | dashboard | no | no connection'

/** Events that answer or end one's own socket, and are about nobody else. */
export const OWN_SOCKET: ServerEvent[] = [
  'session_ready',
  'cursor',
  'resync_required',
  'session_expired',
  'join_chat_response',
  'join_room_response',
]

const ofRoom =
  (world: AccessWorld): About =>
  (payload) =>
    payload.room_id === world.room.id
const call = (method: string, path: string, body?: () => unknown) => async (world: AccessWorld) => {
  await world.call(method, `/rooms/${world.room.id}${path}`, world.people.admin, body?.())
  return ofRoom(world)
}
const firstMessage = async (world: AccessWorld): Promise<About> => {
  const { id } = await world.newRoom()
  return (payload) => payload.room_id === id
}
const nextMessage = async (world: AccessWorld): Promise<About> => {
  const wamid = newWamid()
  await world.says(world.room.phone, 'next', wamid)
  return (payload) => payload.wa_message_id === wamid
}
const edited = async (world: AccessWorld): Promise<About> => {
  const wamid = newWamid()
  await world.says(world.room.phone, 'first', wamid)
  await world.says(world.room.phone, edit(wamid, 'second'))
  return (payload) => payload.wa_message_id === wamid
}
const assigned = (verb: string, who: 'colleague' | 'other') => async (world: AccessWorld) => {
  const agent = who === 'other' ? world.people.other : world.colleague
  await world.call('POST', `/rooms/${world.room.id}/${verb}`, world.people.admin, {
    agent_id: agent.id,
  })
  const isMeant: About = ({ room_id, agent_id }) =>
    room_id === world.room.id && agent_id === agent.id
  return isMeant
}
const changed = (change: Record<string, string>) => call('PATCH', '', () => change)
const listed = (customer_type: string) => async (world: AccessWorld) => {
  await changed({ customer_type })(world)
  const isMeant: About = (payload) =>
    payload.room_id === world.room.id && payload.customer_type === customer_type
  return isMeant
}

/** Every server event about rooms and people, by hand from the contract, in this order. */
export const SERVER_EVENTS: Line[] = [
  { event: 'new_room', what: 'a new customer', expected: STAFF, provoke: firstMessage },
  { event: 'new_room_complete', what: 'a new customer', expected: STAFF, provoke: firstMessage },
  { event: 'new_message', what: '', expected: CONCERNED, provoke: nextMessage },
  { event: 'room:new_message', what: '', expected: IN_ROOM, provoke: nextMessage },
  { event: 'message_updated', what: 'edited', expected: CONCERNED, provoke: edited },
  { event: 'room:message_updated', what: 'edited', expected: IN_ROOM, provoke: edited },
  {
    event: 'message_status_update',
    what: 'delivered',
    expected: CONCERNED,
    async provoke(world) {
      await world.delivered(world.room.phone)
      return (payload) => payload.room_id === world.room.id && payload.status === 'delivered'
    },
  },
  {
    event: 'agent_assigned',
    what: 'a colleague comes',
    expected: CONCERNED,
    provoke: assigned('assign', 'colleague'),
  },
  {
    event: 'agent_unassigned',
    what: 'the colleague leaves',
    expected: CONCERNED,
    provoke: assigned('unassign', 'colleague'),
  },
  {
    event: 'agent_assigned',
    what: 'the other agent comes',
    expected: ALL,
    provoke: assigned('assign', 'other'),
  },
  {
    event: 'new_message',
    what: 'the other agent takes part',
    expected: ALL,
    provoke: nextMessage,
  },
  {
    event: 'room:new_message',
    what: 'the other agent takes part, and joins',
    expected: 'room | room | room | room | no connection',
    async provoke(world, { listeners }) {
      const { client } = listeners.other!.find(({ place }) => place === 'room')!
      await client.emit('room:join', { room_id: world.room.id })
      return nextMessage(world)
    },
  },
  {
    event: 'agent_unassigned',
    what: 'the other agent leaves',
    expected: ALL,
    provoke: assigned('unassign', 'other'),
  },
  { event: 'new_message', what: 'the other agent left', expected: CONCERNED, provoke: nextMessage },
  {
    event: 'room:new_message',
    what: 'the other agent left',
    expected: IN_ROOM,
    provoke: nextMessage,
  },
  {
    event: 'room_read',
    what: '',
    expected: CONCERNED,
    async provoke(world) {
      await world.call('POST', `/rooms/${world.room.id}/read`, world.people.participant)
      return ofRoom(world)
    },
  },
  {
    event: 'tag_updated',
    what: '',
    expected: CONCERNED,
    provoke: call('PUT', '/tags', () => ({ tags: [Bun.randomUUIDv7()] })),
  },
  {
    event: 'room_updated',
    what: 'another title',
    expected: CONCERNED,
    provoke: changed({ title: 'Retitled' }),
  },
  {
    event: 'room_merged',
    what: 'a younger room into it',
    expected: CONCERNED,
    async provoke(world) {
      const { id } = await world.newRoom()
      await call('POST', '/merge', () => ({ room_id: id }))(world)
      return (payload) => payload.from_room_id === id
    },
  },
  {
    event: 'channel_state',
    what: 'Meta refuses a number',
    expected: STAFF,
    async provoke(world) {
      const data = JSON.stringify({
        channel_id: world.channel,
        phone_number_id: '106540352242922',
        state: 'refused',
        reason: 'The access token is not valid. (190)',
      })
      await world.sql`
        select append_events(array[row('channel_state', 1, null, true, '{}', ${data}::text::json, null)::event_draft])`
      return (payload) => payload.channel_id === world.channel
    },
  },
  { event: 'room_update', what: 'a partner', expected: LIST, provoke: listed('partner') },
  { event: 'room_update_vendor', what: 'a vendor', expected: LIST, provoke: listed('vendor') },
  { event: 'room_update_srdp', what: 'srdp', expected: LIST, provoke: listed('srdp') },
  {
    event: 'room_update_customer',
    what: 'a customer',
    expected: LIST,
    provoke: listed('customer'),
  },
  {
    event: 'typing_indicator',
    what: 'by a colleague of the room',
    expected: IN_ROOM,
    async provoke(world, { writer }) {
      await world.assign(world.room.id, world.colleague)
      await writer.emit('room:join', { room_id: world.room.id })
      await writer.emit('typing_indicator', { room_id: world.room.id, is_typing: true })
      return ofRoom(world)
    },
  },
  {
    event: 'presence_update',
    what: 'a colleague signs in',
    expected: ALL,
    async provoke(world, { visit }) {
      const visitor = await world.person('agent')
      await visit(visitor.token)
      return (payload) => payload.user_id === visitor.id && payload.status === 'online'
    },
  },
  {
    event: 'dashboard_stats',
    what: 'a new customer',
    expected: 'dashboard | dashboard | no | no | no connection',
    async provoke(world) {
      await world.newRoom({ phone: newPhone() })
      return () => true
    },
  },
]
