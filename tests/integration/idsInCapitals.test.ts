import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from '../helpers/client.ts'
import { openTeam, type Team } from './roomsWorld.ts'

setDefaultTimeout(60_000)

let team: Team
beforeAll(async () => {
  team = await openTeam()
})
afterAll(() => team.end())

const capitals = (id: string) => id.toUpperCase()
const change = (verb: string, roomId: string, body: object) =>
  team.call('POST', `/rooms/${roomId}/${verb}`, team.supervisor, body)

test('[guarantee 3] a UUID in capitals is the same one: who is unassigned by it has left the room', async () => {
  for (const [roomName, agentName] of [
    [capitals, String],
    [String, capitals],
    [capitals, capitals],
  ] as const) {
    const { id } = await team.newRoom()
    const agent_id = team.one.id
    expect((await change('assign', roomName(id), { agent_id: agentName(agent_id) })).status).toBe(
      200,
    )
    const client = await connect(team.server.url, {
      token: team.one.token,
      rooms: [capitals(id)],
    })
    expect(client.named('session_ready')[0].rooms_refused).toEqual([])
    expect(await team.told(team.dashboard, 'agent_assigned', id)).toMatchObject([{ agent_id }])
    await change('notes', roomName(id), { text: 'for you' })
    await client.event('room:new_message')

    await change('unassign', roomName(id), { agent_id: agentName(agent_id) })
    expect(await client.event('agent_unassigned')).toMatchObject({ room_id: id, agent_id })
    await change('notes', id, { text: 'not for you' })
    await client.emit('room:leave', { room_id: Bun.randomUUIDv7() })
    expect(client.named('room:new_message')).toHaveLength(1)
    expect(client.faults).toEqual([])
    client.close()
  }
})

test('a UUID in capitals joins, reads and hands over as it does in small letters', async () => {
  const { id } = await team.newRoom()
  const room_id = capitals(id)
  await team.assign(id, team.one)
  for (const [event, payload] of [
    ['room:join', { room_id }],
    ['join_chat', { chat_id: room_id }],
    ['join_room', { room_id }],
    ['typing_indicator', { room_id, is_typing: true }],
    ['room:read', { room_id }],
  ] as const) {
    const answer = await team.ones.emit(event, payload)
    expect(answer).toMatchObject({ status: 1 })
    expect(JSON.stringify(answer)).not.toContain(room_id)
  }
  const handOver = { agent_id: capitals(team.other.id), from: capitals(team.one.id) }
  expect((await change('assign', room_id, handOver)).status).toBe(200)
  expect(await team.told(team.others, 'agent_assigned', id)).toMatchObject([
    { agent_id: team.other.id },
  ])
  await change('notes', id, { text: 'not for who left' })
  await team.ones.emit('room:leave', { room_id: Bun.randomUUIDv7() })
  expect(team.ones.named('room:new_message')).toEqual([])
  const list = await team.call('GET', `/rooms?user_id=${capitals(team.other.id)}`, team.supervisor)
  expect(list.body.data.map((room: { room_id: string }) => room.room_id)).toEqual([id])
})
