import { signBody } from '../../src/whatsapp/signature.ts'
import { APP_SECRET } from '../helpers/server.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { ADMIN, ANYONE, LISTED, type Line, SEES_THE_ROOM, SIGNED_IN, STAFF } from './accessLines.ts'
import { SENDS } from './accessSends.ts'
import type { AccessWorld } from './accessWorld.ts'

const at = (path: string) => () => ({ path })
const inRoom = (path: string, body?: unknown) => (world: AccessWorld) => ({
  path: `/rooms/${world.room.id}${path}`,
  ...(body !== undefined && { body }),
})
const listed = (id: 'room' | 'lead') => (world: AccessWorld, answer: string) =>
  answer.includes(id === 'room' ? world.room.id : world.lead) ? 'with it' : 'without it'
const unassigned = async (world: AccessWorld, allowed: boolean) => {
  await world.allowClaim(allowed)
  return { path: `/rooms/${(await world.newRoom()).id}/claim` }
}
const signed = (body: string) => ({
  'content-type': 'application/json',
  'x-hub-signature-256': signBody(Buffer.from(body), APP_SECRET),
})
const CHALLENGE = 'hub.mode=subscribe&hub.challenge=7&hub.verify_token='
const newUser = () => ({
  email: `${Bun.randomUUIDv7()}@example.com`,
  password: 'correct horse battery',
  name: 'New',
  role: 'agent',
})
const newQuickReply = () => ({ shortcut: Bun.randomUUIDv7(), text: 'Halo {{name}}' })
const quickReply = async ({ call, people }: AccessWorld) => {
  const { body } = await call('POST', '/quick-replies', people.admin, newQuickReply())
  return `/quick-replies/${body.data.id}`
}

const newContact = async ({ newRoom, call, people }: AccessWorld) => {
  const { body } = await call('GET', `/rooms/${(await newRoom()).id}`, people.admin)
  return body.data.contact.id
}

/** Every route of the OpenAPI document, by hand from the contract. Room: one that the participant has. */
export const ROUTES: Line[] = [
  {
    route: 'GET /webhook/whatsapp',
    what: 'with the verify token',
    expected: ANYONE,
    ask: at(`/webhook/whatsapp?${CHALLENGE}test_verify_token`),
  },
  {
    route: 'GET /webhook/whatsapp',
    what: 'with another token',
    expected: '403 | 403 | 403 | 403 | 403',
    ask: at(`/webhook/whatsapp?${CHALLENGE}x`),
  },
  {
    route: 'POST /webhook/whatsapp',
    what: 'signed',
    expected: ANYONE,
    ask: () => ({ path: '/webhook/whatsapp', body: {}, headers: signed('{}') }),
  },
  {
    route: 'POST /webhook/whatsapp',
    what: 'not signed',
    expected: '401 | 401 | 401 | 401 | 401',
    ask: () => ({ path: '/webhook/whatsapp', body: {} }),
  },
  { route: 'GET /', expected: ANYONE, ask: at('/') },
  { route: 'GET /health', expected: ANYONE, ask: at('/health') },
  { route: 'GET /ready', expected: ANYONE, ask: at('/ready') },
  {
    route: 'GET /metrics',
    what: 'in development without `METRICS_TOKEN`, from this machine',
    expected: ANYONE,
    ask: at('/metrics'),
  },
  { route: 'GET /openapi.json', expected: ANYONE, ask: at('/openapi.json') },
  { route: 'GET /asyncapi.json', expected: ANYONE, ask: at('/asyncapi.json') },
  { route: 'GET /docs', expected: ANYONE, ask: at('/docs') },
  {
    route: 'POST /auth/login',
    what: 'with a password that is right',
    expected: ANYONE,
    ask: async (world, actor) => {
      const { email, password } = await world.throwaway(actor === 'nobody' ? 'other' : actor)
      return { path: '/auth/login', body: { email, password } }
    },
  },
  {
    route: 'POST /auth/oidc',
    what: 'no identity provider is set',
    expected: '404 | 404 | 404 | 404 | 404',
    ask: () => ({ path: '/auth/oidc', body: { id_token: 'x.y.z' } }),
  },
  {
    route: 'POST /auth/refresh',
    what: 'with a refresh token of one’s own',
    expected: SIGNED_IN,
    ask: async (world, actor) => {
      const own = actor === 'nobody' ? 'made up' : (await world.throwaway(actor)).refreshToken
      return { path: '/auth/refresh', body: { refresh_token: own } }
    },
  },
  {
    route: 'POST /auth/logout',
    expected: SIGNED_IN,
    ask: async (world, actor) => ({
      path: '/auth/logout',
      body: {},
      ...(actor !== 'nobody' && { token: (await world.throwaway(actor)).token }),
    }),
  },
  {
    route: 'POST /auth/logout-everywhere',
    expected: SIGNED_IN,
    ask: async (world, actor) => ({
      path: '/auth/logout-everywhere',
      ...(actor !== 'nobody' && { token: (await world.throwaway(actor)).token }),
    }),
  },
  { route: 'GET /auth/me', expected: SIGNED_IN, ask: at('/auth/me') },
  {
    route: 'POST /auth/password',
    expected: SIGNED_IN,
    ask: async (world, actor) => {
      const { token, password } = await world.throwaway(actor === 'nobody' ? 'other' : actor)
      return {
        path: '/auth/password',
        body: { current_password: password, new_password: 'another horse battery' },
        ...(actor !== 'nobody' && { token }),
      }
    },
  },
  {
    route: 'GET /users',
    expected: '200 with e-mails | 200 names only | 200 names only | 200 names only | 401',
    ask: at('/users'),
    look: (_, answer) => (answer.includes('@example.com') ? 'with e-mails' : 'names only'),
  },
  {
    route: 'POST /users',
    expected: '201 | 403 | 403 | 403 | 401',
    ask: () => ({ path: '/users', body: newUser() }),
  },
  {
    route: 'PATCH /users/{id}',
    expected: ADMIN,
    ask: ({ colleague }) => ({ path: `/users/${colleague.id}`, body: { name: 'Renamed' } }),
  },
  { route: 'GET /rooms', expected: LISTED, ask: at('/rooms?limit=100'), look: listed('room') },
  { route: 'GET /rooms/{id}', expected: SEES_THE_ROOM, ask: inRoom('') },
  { route: 'PATCH /rooms/{id}', expected: SEES_THE_ROOM, ask: inRoom('', { title: 'VIP' }) },
  { route: 'GET /rooms/{id}/messages', expected: SEES_THE_ROOM, ask: inRoom('/messages') },
  { route: 'GET /rooms/{id}/history', expected: SEES_THE_ROOM, ask: inRoom('/history') },
  { route: 'POST /rooms/{id}/read', expected: SEES_THE_ROOM, ask: inRoom('/read') },
  { route: 'PUT /rooms/{id}/tags', expected: SEES_THE_ROOM, ask: inRoom('/tags', { tags: ['a'] }) },
  {
    route: 'POST /rooms/{id}/notes',
    expected: '201 | 201 | 201 | 404 | 401',
    ask: inRoom('/notes', { text: 'Call back' }),
  },
  {
    route: 'POST /rooms/{id}/merge',
    expected: STAFF,
    ask: async (world) => ({
      path: `/rooms/${(await world.newRoom()).id}/merge`,
      body: { room_id: world.room.id },
    }),
  },
  {
    route: 'POST /rooms/{id}/assign',
    expected: STAFF,
    ask: (world) => inRoom('/assign', { agent_id: world.colleague.id })(world),
  },
  {
    route: 'POST /rooms/{id}/unassign',
    expected: STAFF,
    ask: (world) => inRoom('/unassign', { agent_id: world.colleague.id })(world),
  },
  {
    route: 'POST /rooms/{id}/claim',
    what: 'a room that nobody has, its channel allows it',
    expected: '403 | 403 | 200 | 200 | 401',
    ask: (world) => unassigned(world, true),
  },
  {
    route: 'POST /rooms/{id}/claim',
    what: 'a room that nobody has, its channel does not',
    expected: '403 | 403 | 404 | 404 | 401',
    ask: (world) => unassigned(world, false),
  },
  {
    route: 'POST /rooms/{id}/claim',
    what: 'the participant was faster',
    expected: '403 | 403 | 200 | 409 | 401',
    ask: async (world) => {
      await world.allowClaim(true)
      return inRoom('/claim')(world)
    },
  },
  {
    route: 'GET /messages',
    expected: SEES_THE_ROOM,
    ask: ({ room }) => ({ path: `/messages?room_id=${room.id}` }),
  },
  {
    route: 'GET /messages/search',
    expected: LISTED,
    ask: at('/messages/search?q=Halo&limit=100'),
    look: listed('room'),
  },
  ...SENDS,
  {
    route: 'POST /messages/test',
    expected: '201 | 403 | 403 | 403 | 401',
    ask: () => ({ path: '/messages/test', body: { phone: '628123', text: 'Halo' } }),
  },
  {
    route: 'GET /media/{message_id}',
    expected: SEES_THE_ROOM,
    ask: ({ picture }) => ({ path: `/media/${picture}` }),
  },
  {
    route: 'GET /media/{message_id}',
    what: 'by a link that the supervisor was given',
    expected: ANYONE,
    ask: async ({ picture, call, people }) => ({
      path: (await call('POST', `/media/${picture}/link`, people.supervisor)).body.data.url,
    }),
  },
  {
    route: 'POST /media/{message_id}/link',
    expected: SEES_THE_ROOM,
    ask: ({ picture }) => ({ path: `/media/${picture}/link` }),
  },
  { route: 'GET /leads', expected: LISTED, ask: at('/leads?limit=100'), look: listed('lead') },
  {
    route: 'POST /leads',
    expected: '201 | 201 | 403 | 403 | 401',
    ask: () => ({ path: '/leads', body: { name: 'New' } }),
  },
  {
    route: 'PATCH /leads/{id}',
    what: 'of the room',
    expected: SEES_THE_ROOM,
    ask: ({ lead }) => ({ path: `/leads/${lead}`, body: { loan_type: 'car' } }),
  },
  {
    route: 'POST /leads/import',
    expected: STAFF,
    ask: () => ({
      path: '/leads/import',
      body: 'name\nBudi\n',
      headers: { 'content-type': 'text/csv' },
    }),
  },
  { route: 'GET /leads/export', expected: STAFF, ask: at('/leads/export') },
  { route: 'GET /channels', expected: ADMIN, ask: at('/channels') },
  {
    route: 'PATCH /channels/{id}',
    expected: ADMIN,
    ask: ({ channel }) => ({ path: `/channels/${channel}`, body: { name: 'Desk' } }),
  },
  { route: 'GET /templates', expected: SIGNED_IN, ask: at('/templates') },
  { route: 'POST /templates/refresh', expected: STAFF, ask: at('/templates/refresh') },
  { route: 'GET /quick-replies', expected: SIGNED_IN, ask: at('/quick-replies') },
  {
    route: 'POST /quick-replies',
    expected: '201 | 201 | 403 | 403 | 401',
    ask: () => ({ path: '/quick-replies', body: newQuickReply() }),
  },
  {
    route: 'PATCH /quick-replies/{id}',
    expected: STAFF,
    ask: async (world) => ({ path: await quickReply(world), body: { text: 'Bye' } }),
  },
  {
    route: 'DELETE /quick-replies/{id}',
    expected: STAFF,
    ask: async (world) => ({ path: await quickReply(world) }),
  },
  {
    route: 'GET /contacts',
    expected: ADMIN,
    ask: () => ({ path: `/contacts?id=${newPhone()}` }),
  },
  {
    route: 'GET /contacts/{id}/export',
    expected: ADMIN,
    ask: async (world) => ({ path: `/contacts/${await newContact(world)}/export` }),
  },
  {
    route: 'DELETE /contacts/{id}',
    expected: ADMIN,
    ask: async (world) => ({ path: `/contacts/${await newContact(world)}` }),
  },
  { route: 'GET /quarantine', expected: ADMIN, ask: at('/quarantine') },
  {
    route: 'POST /quarantine/{id}/replay',
    expected: ADMIN,
    ask: async (world) => ({ path: `/quarantine/${await world.quarantined()}/replay` }),
  },
  { route: 'GET /audit', expected: ADMIN, ask: at('/audit') },
  { route: 'GET /dashboard/stats', expected: STAFF, ask: at('/dashboard/stats') },
  { route: 'GET /dashboard/history', expected: STAFF, ask: at('/dashboard/history') },
  { route: 'GET /dashboard/health', expected: ADMIN, ask: at('/dashboard/health') },
]
