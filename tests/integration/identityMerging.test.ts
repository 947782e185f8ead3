import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mergeContacts } from '../../src/actions/mergeContacts.ts'
import { ids, newId, openWorld, receive, settleIdentity, type World } from './identityWorld.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const both = ids({ waId: '621', bsuid: 'ID.1' })

describe('merging', () => {
  test('[I21] the older contact stays with all ids and names, and the younger is gone', async () => {
    const older = await receive(world, { waId: '621' })
    const younger = await receive(world, { bsuid: 'ID.1', parentBsuid: 'ENT' })
    await world.sql`update contacts set profile_name = 'Ani', username = 'ani' where id = ${younger.contactId}`
    await world.sql`update contacts set profile_name = 'Budi' where id = ${older.contactId}`
    await settleIdentity(world.ctx, both)
    const contacts =
      await world.sql`select id, wa_id, bsuid, parent_bsuid, profile_name, username from contacts`
    expect([...contacts]).toEqual([
      {
        id: older.contactId,
        wa_id: '621',
        bsuid: 'ID.1',
        parent_bsuid: 'ENT',
        profile_name: 'Budi',
        username: 'ani',
      },
    ])
  })

  test('[I22] on each number the older room stays and has what both had', async () => {
    const { sql } = world
    const one = await receive(world, { waId: '621' })
    const two = await receive(world, { bsuid: 'ID.1' })
    await receive(world, { bsuid: 'ID.1' })
    const [ann, bob, cid] = await users(3)
    await sql`update rooms set status = 'closed', tags = '{a,b}', customer_type = 'vendor' where id = ${one.roomId}`
    await sql`update rooms set tags = '{c,b,d}', title = 'Given', customer_type = 'partner' where id = ${two.roomId}`
    await assign(one.roomId, [ann!, bob!])
    await assign(two.roomId, [bob!, cid!])
    const before = await world.room(two.roomId)
    const [event, ...more] = await world.eventsAfter(() => settleIdentity(world.ctx, both))
    expect(more).toEqual([])
    expect(event).toMatchObject({
      kind: 'room_merged',
      roomId: one.roomId,
      staff: true,
      data: { from_room_id: two.roomId },
      facts: { room: { id: one.roomId, message_count: 3, contact: { user_id: 'ID.1' } } },
    })
    expect(event!.userIds.toSorted()).toEqual([ann!, bob!, cid!].toSorted())
    expect(await world.room(one.roomId)).toMatchObject({
      message_count: 3,
      unread_count: 3,
      tags: ['a', 'b', 'c', 'd'],
      title: 'Given',
      status: 'open',
      customer_type: 'vendor',
      participant_ids: [ann, bob, cid],
      last_message_id: before.last_message_id,
      activity_at: before.activity_at,
      customer_at: before.customer_at,
      merged_into: null,
    })
    expect(await world.room(two.roomId)).toMatchObject({
      merged_into: one.roomId,
      contact_id: null,
      message_count: 0,
      unread_count: 0,
      participant_ids: [],
      identity_version: before.identity_version + 1,
    })
    expect(await sql`select from messages where room_id = ${one.roomId}`).toHaveLength(3)
    expect(await sql`select from room_participants where room_id = ${two.roomId}`).toHaveLength(0)
  })

  test('[I22] the older room stays also when it is the younger contact’s', async () => {
    const one = await receive(world, { waId: '621' })
    const two = await receive(world, { bsuid: 'ID.1' }, 1)
    const late = await receive(world, { waId: '621' }, 1)
    await settleIdentity(world.ctx, both)
    expect((await world.room(late.roomId)).merged_into).toBe(two.roomId)
    expect(await world.room(two.roomId)).toMatchObject({
      contact_id: one.contactId,
      message_count: 2,
    })
  })

  test('[I23] a room on a number that only one of them wrote to stays, and tells whose it is now', async () => {
    const one = await receive(world, { waId: '621' }, 0)
    const two = await receive(world, { bsuid: 'ID.1' }, 1)
    const events = await world.eventsAfter(() => settleIdentity(world.ctx, both))
    expect(events.map(({ kind, roomId }) => [kind, roomId])).toEqual([
      ['room_updated', one.roomId],
      ['room_updated', two.roomId],
    ])
    expect((await world.room(two.roomId)).contact_id).toBe(one.contactId)
    expect((await receive(world, { bsuid: 'ID.1' }, 1)).roomId).toBe(two.roomId)
  })

  test('[I22] three rooms become one, and older merges point to the one that stays', async () => {
    const rooms: Awaited<ReturnType<typeof receive>>[] = []
    for (const waId of ['621', '622', '623', '624']) rooms.push(await receive(world, { waId }))
    const [a, b, c, d] = rooms.map(({ contactId }) => contactId)
    await mergeContacts(world.ctx, [c!, d!])
    await mergeContacts(world.ctx, [b!, c!, a!, newId()])
    const merged =
      await world.sql`select merged_into, contact_id from rooms where merged_into is not null`
    expect(merged).toHaveLength(3)
    for (const gone of merged)
      expect(gone).toEqual({ merged_into: rooms[0]!.roomId, contact_id: null })
    expect(await world.room(rooms[0]!.roomId)).toMatchObject({ message_count: 4, last_seq: '4' })
    const places =
      await world.sql`select seq::int from messages where room_id = ${rooms[0]!.roomId} order by seq`
    expect(places.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    for (const waId of ['621', '622', '623', '624'])
      expect((await receive(world, { waId })).roomId).toBe(rooms[0]!.roomId)
  })

  test('[I23] a room that is being opened meanwhile is waited for, and comes along', async () => {
    const { sql, channels } = world
    const older = await receive(world, { waId: '621' })
    const younger = await receive(world, { bsuid: 'ID.1' })
    const opened = newId()
    let merged: Promise<void> | undefined
    await sql.begin(async (tx) => {
      await tx`insert into rooms (id, contact_id, channel_id, customer_type, activity_at, created_at)
        values (${opened}, ${younger.contactId}, ${channels[1]}, 'customer', now(), now())`
      merged = settleIdentity(world.ctx, both)
      const waiting = () => tx`select from pg_locks where not granted`
      while ((await waiting()).length === 0);
    })
    await merged
    expect((await world.room(opened)).contact_id).toBe(older.contactId)
  })

  test('[I20] merged by a person, even two with a BSUID each: both ids find the one room', async () => {
    const one = await receive(world, { waId: '621', bsuid: 'ID.1' })
    const two = await receive(world, { waId: '622', bsuid: 'ID.2' })
    await mergeContacts(world.ctx, [two.contactId, one.contactId])
    expect(await world.contact(one.contactId)).toMatchObject({ wa_id: '621', bsuid: 'ID.1' })
    expect((await receive(world, { bsuid: 'ID.2', waId: '622' })).roomId).toBe(one.roomId)
    expect(await world.eventsAfter(() => mergeContacts(world.ctx, [one.contactId]))).toEqual([])
  })
})

async function users(count: number): Promise<string[]> {
  const made = Array.from({ length: count }, newId)
  for (const id of made)
    await world.sql`insert into users (id, email, name, role, password_hash) values (${id}, ${id}, 'A', 'agent', '')`
  return made
}

async function assign(roomId: string, userIds: string[]): Promise<void> {
  for (const userId of userIds) {
    await world.sql`insert into room_participants (room_id, user_id, assigned_at) values (${roomId}, ${userId}, clock_timestamp())`
    await world.sql`update rooms set participant_ids = participant_ids || ${userId}::uuid where id = ${roomId}`
  }
}
