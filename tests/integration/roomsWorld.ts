import { expect } from 'bun:test'
import type { Role } from '../../src/protocol/user.ts'
import { type Client, connect } from '../helpers/client.ts'
import type { Person } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { from, type Inbox, openInbox } from './webhookWorld.ts'

const PICTURE = new URL('../fixtures/media/photo.png', import.meta.url).pathname

export type Team = Awaited<ReturnType<typeof openTeam>>

/** A server with a supervisor, two agents, and a dashboard of each. */
export async function openTeam() {
  const inbox = await openInbox()
  const { server } = inbox
  const one = await server.person('agent', 'One')
  const other = await server.person('agent', 'Other')
  const [ones, others] = await Promise.all(
    [one, other].map(({ token }) => connect(server.url, { token })),
  )
  const call = (method: string, path: string, person: Person | null, body?: unknown) =>
    server.api(method, path, {
      ...(person && { token: person.token }),
      ...(body !== undefined && { body }),
    })
  return {
    ...inbox,
    one,
    other,
    ones: ones!,
    others: others!,
    call,
    person: (role: Role) => server.person(role),
    /** A customer's room, with `messages` unread. */
    async newRoom({
      messages = 1,
      phone = newPhone(),
      name = 'Ana',
      channel = undefined as string | undefined,
    } = {}) {
      const wamid = newWamid()
      const options = channel === undefined ? {} : { channel }
      await inbox.take(from({ phone, name }, 'Halo', { wamid, ...options }))
      for (let n = 1; n < messages; n++) await inbox.take(from({ phone, name }, `${n}`, options))
      return { id: await inbox.roomOf(wamid), phone }
    },
    /** A customer's picture that is here. @returns its message */
    async newPicture({ phone }: { phone: string }): Promise<string> {
      const wamid = newWamid()
      const picture = { id: '1003383421387256', mime_type: 'image/png' }
      await inbox.take(from({ phone }, { type: 'image', image: picture }, { wamid }))
      const { id } = await inbox.stored(wamid)
      await Bun.write(`${server.dataDir}/media/${id}.png`, Bun.file(PICTURE))
      await inbox.sql`
        update media set state = 'stored', object = ${`${id}.png`}, size = ${Bun.file(PICTURE).size}, mime = 'image/png',
          sha256 = ${'0'.repeat(64)} where message_id = ${id}`
      return id
    },
    assign: async (roomId: string, agent: Person) => {
      const answer = await call('POST', `/rooms/${roomId}/assign`, inbox.supervisor, {
        agent_id: agent.id,
      })
      expect(answer.status).toBe(200)
    },
    /** What a client got of one event of a room, when everything before has come. */
    async told(client: Client, event: string, roomId: string) {
      await inbox.settled()
      await server.api('GET', '/health')
      await sameMoment(inbox, client)
      return client.named(event).filter((payload) => payload.room_id === roomId)
    },
    async end() {
      for (const client of [ones!, others!]) {
        client.close()
        expect(client.faults).toEqual([])
      }
      await inbox.stop()
    },
  }
}

/** An answer comes after every event that was emitted to the socket before it. */
async function sameMoment(inbox: Inbox, client: Client) {
  await inbox.dashboard.emit('room:leave', { room_id: Bun.randomUUIDv7() })
  await client.emit('room:leave', { room_id: Bun.randomUUIDv7() })
}

/** What no route may answer with anything but a refusal. */
export const MALFORMED: unknown[] = [
  null,
  [],
  7,
  'text',
  true,
  {},
  { __proto__: null },
  JSON.parse('{"__proto__":{"title":"x"}}'),
  { title: 7, tags: 'x', text: null, agent_id: 'x', room_id: [], name: 7, status: 'gone' },
  { title: 'a\0b', tags: ['a\0b'], text: 'a\0b', name: 'a\0b', agent_id: '\0', room_id: '\0' },
  { title: '\ud800', tags: ['\ud800'], text: '\ud800', name: '\ud800', agent_id: 1, room_id: 1 },
  {
    title: 'x'.repeat(5000),
    text: 'x'.repeat(5000),
    tags: ['x'.repeat(51)],
    name: 'x'.repeat(5000),
  },
]
