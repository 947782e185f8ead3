import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { changeUser } from '../../src/actions/changeUser.ts'
import { mergeContacts } from '../../src/actions/mergeContacts.ts'
import { renameContact } from '../../src/actions/renameContact.ts'
import { unassign } from '../../src/actions/unassign.ts'
import { pruneEvents } from '../../src/store/prune.ts'
import { newWamid, statuses, textMessage } from '../helpers/webhooks.ts'
import { expectedOf, readLog } from './feedReference.ts'
import { type FeedWorld, openFeedWorld, seenBy } from './feedWorld.ts'
import { outgoing } from './outgoing.ts'

const edit = (phone: string, original: string, body: string) => {
  const value = textMessage(phone, '')
  const [message] = value.messages as Record<string, unknown>[]
  const edited = {
    original_message_id: original,
    message: { type: 'text', text: { body } },
  }
  return {
    ...value,
    messages: [
      { from: phone, id: newWamid(), timestamp: message!.timestamp, type: 'edit', edit: edited },
    ],
  }
}

/** A log with rows of every kind, in which one agent took part for a while. */
async function everyKind(world: FeedWorld) {
  const { ctx, sql } = world
  const [admin, agent, demoted] = [
    await world.person('admin'),
    await world.person('agent'),
    await world.person('supervisor'),
  ]
  const rooms = [await world.newRoom(), await world.newRoom(), await world.newRoom()]
  const [one, two, three] = rooms as [(typeof rooms)[0], (typeof rooms)[0], (typeof rooms)[0]]
  const wamid = newWamid()
  await world.deliver(textMessage(one.phone, 'before', { wamid }))
  await assign(ctx, { roomId: one.id, agentId: agent.id, by: null })
  await world.say(one, 'during')
  await world.deliver(edit(one.phone, wamid, 'edited'))
  const sent = await outgoing(sql, one.id)
  await world.deliver(statuses({ id: sent.wamids[0]!, status: 'sent' }))
  await world.deliver(
    textMessage(two.phone, 'a batch'),
    textMessage(one.phone, 'of two rooms'),
    statuses({ id: sent.wamids[0]!, status: 'read' }),
  )
  await unassign(ctx, { roomId: one.id, agentId: agent.id })
  await world.say(one, 'after')
  await world.deliver(edit(one.phone, wamid, 'edited again'))
  await assign(ctx, { roomId: two.id, agentId: agent.id, by: null })
  await changeUser(ctx, demoted.id, { role: 'agent' })
  const contacts = await sql<{ id: string; wa_id: string }[]>`select id, wa_id from contacts`
  const contactOf = (phone: string) => contacts.find(({ wa_id }) => wa_id === phone)!.id
  await renameContact(ctx, contactOf(two.phone), { profileName: 'Sari', username: null })
  await sql`update contact_identities set active = false, superseded_at = now() where contact_id = ${contactOf(three.phone)}`
  await mergeContacts(ctx, [contactOf(two.phone), contactOf(three.phone)])
  await world.say(two, 'last')
  return { admin, agent, demoted, rooms: rooms.map(({ id }) => id) }
}

describe('every cursor', () => {
  let world: FeedWorld
  let fresh: FeedWorld
  let told: Awaited<ReturnType<typeof everyKind>>
  beforeAll(async () => {
    world = await openFeedWorld()
    told = await everyKind(world)
    fresh = await openFeedWorld({ databaseUrl: world.databaseUrl })
  })
  afterAll(async () => {
    await fresh.stop()
    await world.stop()
  })

  test('the log holds rows of every kind', async () => {
    const rows = await readLog(world.sql)
    expect(new Set(rows.map(({ kind }) => kind as string))).toEqual(
      new Set([
        'room_created',
        'message',
        'message_updated',
        'message_status',
        'agent_assigned',
        'agent_unassigned',
        'room_updated',
        'room_merged',
        'user_changed',
      ]),
    )
  })

  for (const where of ['memory', 'the database'] as const) {
    for (const role of ['admin', 'agent'] as const) {
      for (const withRooms of [false, true]) {
        const title = `${role}${withRooms ? ' with `rooms`' : ''}, rows from ${where}`
        test(`[A2] [A3] a client reconnected with any cursor misses nothing and gets nothing twice: ${title}`, async () => {
          const server = where === 'memory' ? world : fresh
          const who = told[role]
          const rows = await readLog(world.sql)
          const position = server.feed.position
          const mine = await world.sql<{ id: string }[]>`
            select id from rooms where merged_into is null and (${role === 'admin'} or ${who.id} = any(participant_ids))`
          const joined = withRooms ? mine.map(({ id }) => id) : []
          for (let cursor = 0; cursor <= position; cursor++) {
            const client = await server.connect(who, {
              last_event_id: cursor,
              ...(withRooms && { rooms: told.rooms }),
            })
            const expected = expectedOf(rows, who, { cursor, joined })
            expect(seenBy(client)).toEqual(expected)
            expect(client.faults).toEqual([])
            expect(client.seen.at(-1)).toMatchObject({
              event: 'session_ready',
              payload: { event_id: position, replayed: expected.length, resync: false },
            })
            client.close()
          }
        })
      }
    }
  }

  test('who was demoted since is told to reload, with a cursor of before; with a later one it catches up as an agent', async () => {
    const rows = await readLog(world.sql)
    const place = rows.find(({ kind }) => kind === 'user_changed')!.id
    for (const server of [world, fresh]) {
      const before = await server.connect(told.demoted, { last_event_id: place - 1 })
      expect(before.seen.map(({ event }) => event)).toEqual(['resync_required', 'session_ready'])
      expect(before.named('resync_required')[0].reason).toBe('role_changed')
      expect(before.named('session_ready')[0]).toMatchObject({ resync: true, replayed: 0 })
      const after = await server.connect(told.demoted, { last_event_id: place })
      expect(after.seen.map(({ event }) => event)).toEqual(['session_ready'])
    }
  })

  test('a cursor of another epoch, or from the future, is told to reload, and then gets what follows', async () => {
    const epoch = world.epoch.now
    const position = world.feed.position
    for (const auth of [
      { last_event_id: 3, epoch: 'restored' },
      { last_event_id: position, epoch: 'restored' },
      { last_event_id: position + 1, epoch },
      { last_event_id: position + 1 },
    ]) {
      const client = await world.connect(told.admin, auth)
      expect(client.seen.map(({ event }) => event)).toEqual(['resync_required', 'session_ready'])
      expect(client.named('resync_required')).toEqual([{ reason: 'epoch' }])
      expect(client.named('session_ready')[0]).toMatchObject({
        resync: true,
        event_id: position,
        epoch,
      })
    }
    const same = await world.connect(told.admin, { last_event_id: position, epoch })
    expect(same.seen.map(({ event }) => event)).toEqual(['session_ready'])
  })

  test('without a cursor nothing is replayed', async () => {
    const client = await world.connect(told.admin)
    expect(client.seen.map(({ event }) => event)).toEqual(['session_ready'])
  })
})

describe('a log that was pruned', () => {
  test('a cursor older than what is kept is told to reload, the oldest kept one loses nothing', async () => {
    const world = await openFeedWorld()
    const admin = await world.person('admin')
    const room = await world.newRoom()
    await world.say(room, 'forgotten')
    await world.say(room, 'kept')
    const rows = await readLog(world.sql)
    const oldest = rows.at(-1)!.id
    await world.sql`update events set created_at = now() - interval '1 day' where id < ${oldest}`
    await pruneEvents(world.sql, new Date(Date.now() - 3_600_000))
    const fresh = await openFeedWorld({ databaseUrl: world.databaseUrl })
    const late = await fresh.connect(admin, { last_event_id: oldest - 2 })
    expect(late.named('resync_required')).toEqual([{ reason: 'too_old' }])
    expect(late.named('session_ready')[0]).toMatchObject({ resync: true })
    const inTime = await fresh.connect(admin, { last_event_id: oldest - 1 })
    expect(seenBy(inTime)).toEqual([`new_message ${oldest}`])
    await fresh.stop()
    await world.stop()
  })

  test('rows pruned in the middle of a replay cause a resync, never a silent gap', async () => {
    const world = await openFeedWorld()
    const admin = await world.person('admin')
    await world.newRoom()
    await world.newRoom()
    const fresh = await openFeedWorld({ databaseUrl: world.databaseUrl })
    const access = fresh.pauseNextRead()
    const arriving = fresh.connect(admin, { last_event_id: 0 })
    await access.reached
    const page = fresh.pauseNextRead()
    access.release()
    await page.reached
    await world.sql`delete from events where id < (select max(id) from events)`
    page.release()
    const client = await arriving
    expect(client.seen.map(({ event }) => event)).toEqual(['resync_required', 'session_ready'])
    expect(client.named('resync_required')).toEqual([{ reason: 'too_old' }])
    await fresh.stop()
    await world.stop()
  })
})
