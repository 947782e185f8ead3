import { newPhone } from '../helpers/webhooks.ts'
import { type Line, SEES_THE_ROOM } from './accessLines.ts'

const formOf = (roomId: string) => ({
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
  body: [
    '--x\r\nContent-Disposition: form-data; name="room_id"\r\n\r\n',
    `${roomId}\r\n--x\r\nContent-Disposition: form-data; name="media"; filename="a.txt"\r\n`,
    'Content-Type: text/plain\r\n\r\nHalo\r\n--x--\r\n',
  ].join(''),
})

const SENT = '201 | 201 | 201 | 404 | 401'
const sends = (kind: string, body: object): Line => ({
  route: `POST /messages/${kind}`,
  expected: SENT,
  ask: ({ room }) => ({ path: `/messages/${kind}`, body: { room_id: room.id, ...body } }),
})
/** One of the stand-in's, without parameters. */
const TEMPLATE = { templateName: 'ask_for_number', languageCode: 'en_US' }
const newNumber = () => ({ to: newPhone(), ...TEMPLATE })
/** Every route of messages that go out, in the order of the document. */
export const SENDS: Line[] = [
  sends('send', { text: 'Halo' }),
  {
    route: 'POST /messages/send',
    what: 'for a colleague',
    expected: '201 | 201 | 403 | 403 | 401',
    ask: ({ room, colleague }) => ({
      path: '/messages/send',
      body: { room_id: room.id, text: 'Halo', user_id: colleague.id },
    }),
  },
  sends('send-template', TEMPLATE),
  {
    route: 'POST /messages/send-template',
    what: 'to a customer without a room',
    expected: '201 | 201 | 404 | 404 | 401',
    ask: ({ channel }) => ({
      path: '/messages/send-template',
      body: { ...newNumber(), channel_id: channel },
    }),
  },
  sends('send-interactive', {
    interactive: {
      type: 'request_contact_info',
      body: { text: 'Your number?' },
      action: { name: 'request_contact_info' },
    },
  }),
  {
    route: 'POST /messages/send-media-combined',
    expected: SENT,
    ask: ({ room }) => ({ path: '/messages/send-media-combined', ...formOf(room.id) }),
  },
  sends('send-location', { location: { latitude: -6.2, longitude: 106.8 } }),
  sends('send-contacts', { contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' } }] }),
  {
    route: 'POST /messages/send-reaction',
    expected: SENT,
    ask: async (world) => ({
      path: '/messages/send-reaction',
      body: { message_id: await world.firstMessage(), emoji: '👍' },
    }),
  },
  {
    route: 'POST /messages/forward',
    expected: SENT,
    ask: async (world) => ({
      path: '/messages/forward',
      body: { message_id: await world.firstMessage(), room_ids: [world.room.id] },
    }),
  },
  {
    route: 'POST /messages/{id}/retry',
    what: 'what failed',
    expected: SEES_THE_ROOM,
    ask: async (world) => ({ path: `/messages/${await world.failed()}/retry` }),
  },
  {
    route: 'DELETE /messages/{id}',
    what: 'what failed',
    expected: SEES_THE_ROOM,
    ask: async (world) => ({ path: `/messages/${await world.failed()}` }),
  },
]
