import type { ClientEvent } from '../../src/protocol/events.ts'
import { connect } from '../helpers/client.ts'
import { type AccessWorld, SIGNED_IN, type SignedIn } from './accessWorld.ts'

type Line = {
  event: ClientEvent
  what: string
  /** `yes` or the code of the refusal, for admin, supervisor, participant, other agent, nobody. */
  expected: string
  payload: (world: AccessWorld, actor: SignedIn) => unknown
  /** Whether the socket tries to join the room first. */
  joined?: true
}

const ALL = 'yes | yes | yes | yes | no connection'
const SEES_THE_ROOM = 'yes | yes | yes | not_found | no connection'
const room = ({ room }: AccessWorld) => ({ room_id: room.id })
const chat = ({ room }: AccessWorld) => ({ chat_id: room.id })

/** Every client event, by hand from the contract. */
export const CLIENT_EVENTS: Line[] = [
  { event: 'room:join', what: 'the room', expected: SEES_THE_ROOM, payload: room },
  { event: 'room:leave', what: 'the room', expected: ALL, payload: room },
  { event: 'room:read', what: 'the room', expected: SEES_THE_ROOM, payload: room },
  { event: 'join_chat', what: 'the room', expected: SEES_THE_ROOM, payload: chat },
  { event: 'join_chat_customer', what: 'the room', expected: SEES_THE_ROOM, payload: chat },
  { event: 'leave_chat', what: 'the room', expected: ALL, payload: chat },
  { event: 'join_room', what: 'the room', expected: SEES_THE_ROOM, payload: room },
  ...['PartnerApp', 'CustomerApp', 'VendorApp', 'SRDPApp'].map((name) => ({
    event: 'join_room' as const,
    what: `\`${name}\``,
    expected: ALL,
    payload: () => ({ room: name }),
  })),
  {
    event: 'join_room',
    what: '`dashboard`',
    expected: 'yes | yes | forbidden | forbidden | no connection',
    payload: () => ({ room: 'dashboard' }),
  },
  {
    event: 'join_room',
    what: 'an unknown name',
    expected:
      'invalid_request | invalid_request | invalid_request | invalid_request | no connection',
    payload: () => ({ room: 'staff' }),
  },
  { event: 'leave_room', what: 'the room', expected: ALL, payload: room },
  {
    event: 'leave_room',
    what: '`dashboard`',
    expected: ALL,
    payload: () => ({ room: 'dashboard' }),
  },
  {
    event: 'typing_indicator',
    what: 'after asking to join the room',
    expected: SEES_THE_ROOM,
    payload: (world) => ({ ...room(world), is_typing: true }),
    joined: true,
  },
  {
    event: 'typing_indicator',
    what: 'without joining it',
    expected: 'not_found | not_found | not_found | not_found | no connection',
    payload: (world) => ({ ...room(world), is_typing: true }),
  },
  ...(['message:send', 'send_message'] as const).map((event) => ({
    event,
    what: 'in the room',
    expected: SEES_THE_ROOM,
    payload: (world: AccessWorld) => ({ ...room(world), text: 'Halo' }),
  })),
  {
    event: 'session:renew',
    what: 'a token of one’s own',
    expected: ALL,
    payload: ({ people }, actor) => ({ token: people[actor].token }),
  },
  {
    event: 'session:renew',
    what: 'a token of somebody else',
    expected:
      'unauthenticated | unauthenticated | unauthenticated | unauthenticated | no connection',
    payload: ({ colleague }) => ({ token: colleague.token }),
  },
]

/** What a line of client events is answered, by a socket of its own for each actor. */
export async function answersTo(world: AccessWorld, line: Line): Promise<string[]> {
  const { url } = world.server
  const signedIn = SIGNED_IN.map(async (actor) => {
    const client = await connect(url, { token: world.people[actor].token })
    if (line.joined) await client.emit('room:join', room(world))
    const answer = await client.emit(line.event, line.payload(world, actor))
    const { connected } = client.socket
    client.close()
    if (!connected || client.faults.length > 0) return `broken: ${client.faults}`
    return answer.status === 1 ? 'yes' : String(answer.code)
  })
  const nobody = connect(url, {}).then(
    (client) => {
      client.close()
      return 'connected'
    },
    ({ message }) => (message === 'unauthorized' ? 'no connection' : `connect_error ${message}`),
  )
  return Promise.all([...signedIn, nobody])
}
