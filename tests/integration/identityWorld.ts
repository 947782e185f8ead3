import { type ActionContext, transact } from '../../src/actions/context.ts'
import { settleChange, settleIdentity } from '../../src/actions/settleIdentity.ts'
import type { EventRow } from '../../src/domain/event.ts'
import { type Ids, identitiesToLookUp, resolveIdentity } from '../../src/domain/identity.ts'
import { openDatabase, type Tx } from '../../src/store/database.ts'
import { findHoldersAndRooms, findIdentities } from '../../src/store/identities.ts'
import { lockRoom, readRoomFacts } from '../../src/store/rooms.ts'
import { testDatabase } from '../helpers/cluster.ts'

export const DAY = 24 * 60 * 60 * 1000
export const newId = () => Bun.randomUUIDv7()

export const ids = (given: Partial<Ids>): Ids => ({
  waId: null,
  bsuid: null,
  parentBsuid: null,
  ...given,
})

export type World = Awaited<ReturnType<typeof openWorld>>

/** A database with two numbers of ours, a clock that tests move, and the log as it was handed over. */
export async function openWorld() {
  const { url, drop } = await testDatabase()
  const database = openDatabase(url, { max: 6 })
  const { sql } = database
  const clock = { now: Date.now() }
  const log: EventRow[] = []
  const ctx: ActionContext = {
    sql,
    now: () => clock.now,
    newId,
    handOver: (rows) => log.push(...rows),
  }
  const channels = [newId(), newId()] as const
  await sql`insert into channels (id, phone_number_id) values (${channels[0]}, '1001'), (${channels[1]}, '1002')`
  const close = async () => {
    await database.close()
    await drop()
  }
  const room = async (id: string) => (await sql`select * from rooms where id = ${id}`)[0]!
  const contact = async (id: string) =>
    (await sql`select wa_id, bsuid, parent_bsuid from contacts where id = ${id}`)[0]
  /** What is told by this work, and nothing else meanwhile. */
  const eventsAfter = async (work: () => Promise<unknown>): Promise<EventRow[]> => {
    const before = log.length
    await work()
    return log.slice(before)
  }
  return { sql, ctx, clock, log, channels, room, contact, eventsAfter, close }
}

export async function resolve({ sql, clock }: World, asserted: Ids) {
  const hits = await findIdentities(sql, identitiesToLookUp(asserted))
  return resolveIdentity(asserted, hits, clock.now)
}

/** A customer's message: settled first, then with a contact and a room if there are none. */
export async function receive(world: World, given: Partial<Ids>, channel = 0) {
  const asserted = ids(given)
  await settleIdentity(world.ctx, asserted)
  const resolution = await resolve(world, asserted)
  if (resolution.kind === 'unsettled') throw new Error('still unsettled')
  const contactId = resolution.kind === 'known' ? resolution.contact.id : newId()
  const channelId = world.channels[channel]!
  const { rooms } = await findHoldersAndRooms(world.sql, identitiesToLookUp(asserted))
  const roomId = rooms.find(
    (room) => room.contactId === contactId && room.channelId === channelId,
  )?.id
  const fresh = roomId === undefined ? newId() : null
  const stranger = resolution.kind === 'unknown'
  const messageId = newId()
  await transact(world.ctx, async (tx, emit) => {
    if (stranger) await insertContact(tx, contactId, asserted)
    if (fresh)
      await tx`insert into rooms (id, contact_id, channel_id, customer_type, activity_at, created_at)
        values (${fresh}, ${contactId}, ${channelId}, 'customer', clock_timestamp(), clock_timestamp())`
    const id = roomId ?? fresh!
    await lockRoom(tx, id)
    await insertMessage(tx, messageId, id, new Date(world.clock.now).toISOString())
    const [room] = await readRoomFacts(tx, [id])
    emit({
      kind: 'room_updated',
      roomId: id,
      staff: true,
      userIds: [],
      data: {},
      facts: { room: room! },
    })
  })
  return { contactId, roomId: roomId ?? fresh!, messageId, stranger }
}

async function insertContact(tx: Tx, id: string, { waId, bsuid, parentBsuid }: Ids) {
  await tx`insert into contacts (id, wa_id, bsuid, parent_bsuid) values (${id}, ${waId}, ${bsuid}, ${parentBsuid})`
  const values = { wa_id: waId, bsuid, parent_bsuid: parentBsuid }
  for (const [kind, value] of Object.entries(values))
    if (value !== null)
      await tx`insert into contact_identities (id, contact_id, kind, value) values (${newId()}, ${id}, ${kind}, ${value})`
}

async function insertMessage(tx: Tx, id: string, roomId: string, at: string) {
  await tx`
    with room as (
      update rooms set unread_count = unread_count + 1, message_count = message_count + 1, last_seq = last_seq + 1,
             last_message_id = ${id}, activity_at = clock_timestamp(), customer_at = greatest(customer_at, ${at}::timestamptz)
       where id = ${roomId} returning id, last_seq
    )
    insert into messages (id, seq, room_id, direction, content_type, content_text, wa_message_id, status, created_at, updated_at, created_second)
    select ${id}, last_seq, id, 'incoming', 'text', 'hello', ${id}, 'received', ${at}::timestamptz, ${at}::timestamptz,
           floor(extract(epoch from ${at}::timestamptz)) from room`
}

export { settleChange, settleIdentity }
