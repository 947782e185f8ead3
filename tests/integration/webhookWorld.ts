import { expect } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { message } from '../../src/protocol/message.ts'
import { roomSummary } from '../../src/protocol/room.ts'
import { openDatabase, type Sql } from '../../src/store/database.ts'
import { connect } from '../helpers/client.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID, seconds } from '../helpers/webhooks.ts'

/** A customer as a webhook names them: any of the ids may be missing. */
export type Who = {
  phone?: string | undefined
  bsuid?: string | undefined
  parent?: string | undefined
  name?: string | undefined
  username?: string | undefined
}

type Json = Record<string, unknown>
export type Change = { field: string; value: unknown }
type Options = { wamid?: string; at?: number; channel?: string }

export const newBsuid = () => `ID.${BigInt(`0x${randomBytes(8).toString('hex')}`)}`
export const text = (body: string): Json => ({ type: 'text', text: { body } })
export const reaction = (to: string, emoji = '👍'): Json => ({
  type: 'reaction',
  reaction: { message_id: to, emoji },
})
export const edit = (original: string, body: string): Json => ({
  type: 'edit',
  edit: { original_message_id: original, message: { type: 'text', text: { body } } },
})
export const revoke = (original: string): Json => ({
  type: 'revoke',
  revoke: { original_message_id: original },
})

/** The `messages` change of one of our numbers. */
export const change = (parts: Json, channel = PHONE_NUMBER_ID): Change => ({
  field: 'messages',
  value: { ...header(channel), ...parts },
})

const header = (channel: string) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: `1${channel}`, phone_number_id: channel },
})

/** One webhook with these changes, an entry each. */
export const hook = (...changes: Change[]) => ({
  object: 'whatsapp_business_account',
  entry: changes.map((one) => ({ id: '102290129340398', changes: [one] })),
})

const given = (fields: Json) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** A customer's message, with the contact beside it. */
export function from(who: Who, content: Json | string = 'Halo', options: Options = {}): Change {
  const { wamid = newWamid(), at = Date.now(), channel } = options
  const ids = given({
    from: who.phone,
    from_user_id: who.bsuid,
    from_parent_user_id: who.parent,
  })
  const said = typeof content === 'string' ? text(content) : content
  return change(
    {
      contacts: [contactOf(who)],
      messages: [{ ...ids, id: wamid, timestamp: seconds(at), ...said }],
    },
    channel,
  )
}

export const contactOf = ({ phone, bsuid, parent, name, username }: Who) =>
  given({
    profile: given({ name, username }),
    wa_id: phone,
    user_id: bsuid,
    parent_user_id: parent,
  })

/** WhatsApp's own line about a customer; it comes without `contacts`. */
export function systemLine(
  ids: Json,
  system: Json,
  { wamid = newWamid(), at = Date.now(), channel }: Options = {},
): Change {
  return change(
    { messages: [{ ...ids, id: wamid, timestamp: seconds(at), type: 'system', system }] },
    channel,
  )
}

/** What our own people wrote in the phone app. */
export function echo(who: Who, content: Json | string, options: Options = {}): Change {
  const { wamid = newWamid(), at = Date.now(), channel = PHONE_NUMBER_ID } = options
  const said = typeof content === 'string' ? text(content) : content
  const ids = given({ to: who.phone, to_user_id: who.bsuid })
  return {
    field: 'smb_message_echoes',
    value: {
      ...header(channel),
      message_echoes: [{ from: `1${channel}`, ...ids, id: wamid, timestamp: seconds(at), ...said }],
    },
  }
}

export const status = (
  wamid: string,
  name: string,
  { at = Date.now(), ...more }: { at?: number } & Json = {},
): Json => ({ id: wamid, status: name, timestamp: seconds(at), ...more })

export type Inbox = Awaited<ReturnType<typeof openInbox>>

/** A server with a supervisor's dashboard and a way into its database. */
export async function openInbox(server?: Server) {
  const own = server ?? (await startServer())
  const { sql, close } = openDatabase(own.databaseUrl, { max: 4 })
  const supervisor = await own.person('supervisor')
  const dashboard = await connect(own.url, { token: supervisor.token })
  const { token } = supervisor

  /** Delivers changes as one webhook, which must be taken. */
  const take = async (...changes: Change[]) => {
    expect((await own.deliver(hook(...changes))).status).toBe(200)
  }
  /** Resolves when the dashboard has seen everything that was committed before. */
  const settled = async () => {
    const phone = newPhone()
    await take(from({ phone }, 'marker'))
    await dashboard.until(
      () => dashboard.named('new_room_complete').some((room) => room.room_phone === phone),
      'the marker',
    )
  }
  const roomOf = async (wamid: string): Promise<string> => {
    const [row] = await sql<{ room_id: string }[]>`
      select room_id from messages where wa_message_id = ${wamid}`
    if (!row) throw new Error(`${wamid} is not stored`)
    return row.room_id
  }
  const room = async (id: string) => {
    const { status, body } = await own.api('GET', `/rooms/${id}`, { token })
    expect(status).toBe(200)
    return roomSummary.parse(body.data)
  }
  /** All messages of a room, newest first, as the route answers them. */
  const messages = async (id: string) => {
    const all = []
    for (let query = '?limit=100'; ; ) {
      const { status, body } = await own.api('GET', `/rooms/${id}/messages${query}`, { token })
      expect(status).toBe(200)
      all.push(...message.array().parse(body.data))
      if (body.next_cursor === null) return all
      query = `?limit=100&before=${body.next_cursor}`
    }
  }
  const stored = async (wamid: string) => {
    const found = (await messages(await roomOf(wamid))).find((one) => one.wa_message_id === wamid)
    return found!
  }
  return {
    server: own,
    sql,
    supervisor,
    dashboard,
    take,
    settled,
    roomOf,
    room,
    messages,
    stored,
    /** What the dashboard got of one room, without the twins that go to joined sockets. */
    seenOf: (roomId: string) =>
      dashboard
        .durable()
        .filter(({ event, payload }) => payload.room_id === roomId && !event.startsWith('room:')),
    async stop() {
      dashboard.close()
      await close()
      if (!server) await own.stop()
      expect(dashboard.faults).toEqual([])
    },
  }
}

/** Every room's counters and last message are what its messages say, and nothing lies in quarantine. */
export async function expectConsistent(sql: Sql): Promise<void> {
  const wrong = await sql`
    select r.id, r.message_count, c.* from rooms r, lateral (
      select count(*)::int as messages, count(distinct m.seq)::int as seqs, coalesce(max(m.seq), 0) as top,
             (count(*) filter (where m.direction = 'incoming'
                and m.content_type not in ('reaction', 'system', 'note')))::int as unread,
             max(m.created_at) filter (where m.direction = 'incoming'
                and m.content_type not in ('reaction', 'system', 'note')
                and not m.metadata ? 'group_id') as customer_at,
             (array_agg(m.id order by m.seq desc) filter (where m.direction in ('incoming', 'outgoing')
                and m.content_type not in ('reaction', 'system', 'note')))[1] as last_id
        from messages m where m.room_id = r.id) c
     where r.merged_into is null
       and (r.message_count <> c.messages or r.unread_count <> c.unread or c.seqs <> c.messages or r.last_seq < c.top
            or r.customer_at is distinct from c.customer_at
            or (r.last_message_id is distinct from c.last_id
                and not exists (select 1 from rooms o where o.merged_into = r.id)))`
  expect(wrong.map((row) => ({ ...row }))).toEqual([])
  const rooms = await sql`
    select contact_id from rooms where merged_into is null group by contact_id, channel_id having count(*) > 1`
  expect(rooms.length).toBe(0)
  const refused = await sql`select error from quarantine where replayed_at is null`
  expect(refused.map(({ error }) => error)).toEqual([])
}
