import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { roomSummary } from '../../src/protocol/room.ts'
import type { Person } from '../helpers/server.ts'
import { openRoomActions } from './roomActionsWorld.ts'

setDefaultTimeout(60_000)

const { team, staff, mine, unreadTally, stop } = await openRoomActions()
afterAll(stop)

describe('POST /rooms/:id/merge', () => {
  test('[I22] two customers become one: the older room stays, with both histories', async () => {
    const older = await mine()
    const younger = await team.newRoom({ messages: 2 })
    const { status, body } = await team.call('POST', `/rooms/${younger.id}/merge`, staff, {
      room_id: older.id,
    })
    expect(status).toBe(200)
    expect(roomSummary.parse(body.data)).toMatchObject({ room_id: older.id, message_count: 3 })
    await team.settled()
    const told = team.dashboard
      .named('room_merged')
      .filter((one) => one.from_room_id === younger.id)
    expect(told).toMatchObject([{ room: { room_id: older.id } }])
    const gone = await team.call('GET', `/rooms/${younger.id}`, staff)
    expect(gone).toMatchObject({
      status: 404,
      body: { error: { details: { merged_into: older.id } } },
    })
    for (const [method, path, sent] of [
      ['PATCH', '', { status: 'closed' }],
      ['POST', '/read', undefined],
      ['POST', '/notes', { text: 'x' }],
      ['POST', '/assign', { agent_id: team.other.id }],
      ['POST', '/assign', { agent_id: team.other.id, from: team.one.id }],
      ['POST', '/unassign', { agent_id: team.one.id }],
      ['POST', '/merge', { room_id: older.id }],
    ] as const) {
      const answer = await team.call(method, `/rooms/${younger.id}${path}`, staff, sent)
      expect(answer).toMatchObject({
        status: 404,
        body: { error: { details: { merged_into: older.id } } },
      })
    }
    const claimed = (who: Person) => team.call('POST', `/rooms/${younger.id}/claim`, who)
    expect(await claimed(team.one)).toMatchObject({
      status: 404,
      body: { error: { details: { merged_into: older.id } } },
    })
    expect((await claimed(team.other)).body.error.details).toBeUndefined()
    for (const [join, field] of [
      ['room:join', 'room_id'],
      ['join_chat', 'chat_id'],
      ['join_room', 'room_id'],
    ] as const) {
      const asked = { [field]: younger.id }
      const details = { merged_into: older.id }
      for (const client of [team.dashboard, team.ones])
        expect(await client.emit(join, asked)).toMatchObject({ code: 'not_found', details })
      expect(await team.others.emit(join, asked)).not.toHaveProperty('details')
    }
    const history = await team.call('GET', `/rooms/${older.id}/history`, staff)
    expect(history.body.data[0]).toMatchObject({
      kind: 'merged',
      actor_id: staff.id,
      data: { from_room_id: younger.id },
    })
    const { tally, rooms } = await unreadTally()
    expect(tally).toBe(rooms)
  })

  test("rooms on different numbers can't be merged, nor a room with itself", async () => {
    const one = await team.newRoom()
    const elsewhere = await team.newRoom({ channel: '2065550001' })
    const merge = (room_id: string) =>
      team.call('POST', `/rooms/${one.id}/merge`, staff, { room_id })
    expect(await merge(elsewhere.id)).toMatchObject({ status: 422 })
    expect(await merge(one.id)).toMatchObject({ status: 404 })
    expect(await merge(Bun.randomUUIDv7())).toMatchObject({ status: 404 })
    expect(
      await team.call('POST', `/rooms/${one.id}/merge`, team.one, { room_id: one.id }),
    ).toMatchObject({ status: 403 })
  })

  test('two merges of the same rooms at once make one room', async () => {
    const rooms = await Promise.all(Array.from({ length: 3 }, () => team.newRoom()))
    const [a, b, c] = rooms.map(({ id }) => id) as [string, string, string]
    const merge = (id: string, room_id: string) =>
      team.call('POST', `/rooms/${id}/merge`, staff, { room_id })
    const answers = await Promise.all([merge(a, b), merge(b, c), merge(c, a), merge(b, a)])
    for (const { status } of answers) expect([200, 404]).toContain(status)
    const left =
      await team.sql`select id from rooms where id = any(${[a, b, c]}) and merged_into is null`
    expect(left.length).toBeLessThan(3)
  })
})
