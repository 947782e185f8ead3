import { randomBytes } from 'node:crypto'
import type { Role } from '../../src/protocol/user.ts'
import { PAIR } from '../helpers/server.ts'
import { simulatorClient } from '../helpers/simulator.ts'
import { newWamid } from '../helpers/webhooks.ts'
import { openTeam } from './roomsWorld.ts'
import { change, echo, from, status } from './webhookWorld.ts'

/** Whom the matrix asks about: `other` is an agent without the room, `nobody` has not signed in. */
export const ACTORS = ['admin', 'supervisor', 'participant', 'other', 'nobody'] as const
export type Actor = (typeof ACTORS)[number]
export type SignedIn = Exclude<Actor, 'nobody'>
export const SIGNED_IN = ACTORS.slice(0, 4) as SignedIn[]

const ROLE = { admin: 'admin', supervisor: 'supervisor', participant: 'agent', other: 'agent' }

export type AccessWorld = Awaited<ReturnType<typeof openAccessWorld>>

/** A team, a room of the participant with a lead of its own, and people to do things to. */
export async function openAccessWorld() {
  const team = await openTeam()
  const { server, supervisor, one: participant, other } = team
  // A message that failed stays so: of none is told that it has arrived.
  if (!PAIR) await simulatorClient(`${server.url}/simulator`).behave({ statuses: [] })
  const people = { admin: server.admin, supervisor, participant, other }
  const asAdmin = async (method: string, path: string, body?: unknown) =>
    (await team.call(method, path, server.admin, body)).body.data

  const room = await team.newRoom({ messages: 2 })
  await team.assign(room.id, participant)
  const lead: string = (await asAdmin('POST', '/leads', { name: 'Ana', phone: room.phone })).id
  const picture = await team.newPicture(room)
  const [channel] = await asAdmin('GET', '/channels')

  /** Someone of an actor's role whose sign-in and password may come to an end. */
  const throwaway = async (actor: SignedIn) => {
    const account = {
      email: `${randomBytes(6).toString('hex')}@example.com`,
      password: randomBytes(12).toString('hex'),
    }
    await asAdmin('POST', '/users', { ...account, name: 'Leaving', role: ROLE[actor] as Role })
    const { body } = await server.api('POST', '/auth/login', { body: account })
    return { ...account, token: body.data.token, refreshToken: body.data.refresh_token as string }
  }

  const searched = async () =>
    JSON.stringify(await asAdmin('GET', '/messages/search?q=Halo')).includes(room.id)
  while (!(await searched())) {
    // Messages are found a moment after they are stored.
  }

  const statusOf = async (id: string) => {
    const [row] = await team.sql<{ status: string }[]>`select status from messages where id = ${id}`
    return row!.status
  }

  return {
    ...team,
    people,
    room,
    lead,
    picture,
    channel: channel.id as string,
    throwaway,
    colleague: await server.person('agent', 'Colleague'),
    allowClaim: (allow_claim: boolean) =>
      asAdmin('PATCH', `/channels/${channel.id}`, { allow_claim }),
    /** A delivery that could not be stored once, and can be now. */
    async quarantined(): Promise<string> {
      const id = Bun.randomUUIDv7()
      const body = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [] }))
      await team.sql`
        insert into quarantine (id, body_hash, body, error) values (${id}, ${id}, ${body}, 'was poisonous')`
      return id
    },
    /** Something that the customer of a room does. */
    says: (phone: string, content: Parameters<typeof from>[1] = 'Halo', wamid = newWamid()) =>
      team.take(from({ phone }, content, { wamid })),
    /** The customer's first message in the room. */
    async firstMessage(): Promise<string> {
      const [row] = await team.sql<{ id: string }[]>`
        select id from messages where room_id = ${room.id} order by seq limit 1`
      return row!.id
    },
    /** A message of ours that Meta has refused. */
    async failed(): Promise<string> {
      for (;;) {
        const { id } = await asAdmin('POST', '/messages/send', { room_id: room.id, text: 'ours' })
        await team.sql`
          select send_outcomes(json_build_array(json_build_object('message_id', ${id}::uuid, 'attempt', 1, 'kind', 'refused',
            'at', now(), 'error', json_build_object('code', 131026, 'title', 'No', 'details', null, 'advice', null))), now())`
        // The stand-in for Meta may have been faster, and taken it.
        if ((await statusOf(id)) === 'failed') return id
      }
    },
    /** A message of ours from the phone app, delivered. */
    async delivered(phone: string) {
      const wamid = newWamid()
      await team.take(echo({ phone }, 'ours', { wamid }))
      await team.take(change({ statuses: [status(wamid, 'delivered', { recipient_id: phone })] }))
    },
  }
}

/** `'a | b'` as a row of the printed tables. */
export const cellsOf = (row: string) => row.split(' | ')
