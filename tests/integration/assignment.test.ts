import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { NO_IDS, type Person } from '../helpers/server.ts'
import { MALFORMED, openTeam, type Team } from './roomsWorld.ts'

setDefaultTimeout(60_000)

let team: Team
let staff: Person
beforeAll(async () => {
  team = await openTeam()
  staff = team.supervisor
})
afterAll(() => team.end())

const participants = async (id: string) =>
  (await team.room(id)).participants.map(({ user_id }) => user_id)
const historyOf = async (id: string) =>
  (await team.call('GET', `/rooms/${id}/history?limit=100`, staff)).body.data as {
    kind: string
    actor_id: string | null
    agent_id: string
  }[]
const allowClaim = (allow_claim: boolean) =>
  team.sql`update channels set allow_claim = ${allow_claim}`

describe('assigning and unassigning', () => {
  const change = (id: string, verb: string, agent: Person, by = staff) =>
    team.call('POST', `/rooms/${id}/${verb}`, by, { agent_id: agent.id })

  test('many at once are one change, one event and one line of history', async () => {
    const { id } = await team.newRoom()
    for (const [verb, event] of [
      ['assign', 'agent_assigned'],
      ['unassign', 'agent_unassigned'],
    ] as const) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => change(id, verb, team.one)))
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
      expect(await team.told(team.dashboard, event, id)).toHaveLength(1)
      expect(await team.told(team.ones, event, id)).toHaveLength(1)
    }
    const deeds = await historyOf(id)
    expect(deeds.map(({ kind }) => kind)).toEqual(['unassigned', 'assigned'])
    expect(deeds.every((one) => one.actor_id === staff.id && one.agent_id === team.one.id)).toBe(
      true,
    )
  })

  test('is for staff', async () => {
    const { id } = await team.newRoom()
    await team.assign(id, team.one)
    for (const verb of ['assign', 'unassign']) {
      expect((await change(id, verb, team.other, team.one)).status).toBe(403)
      expect((await change(id, verb, team.other, team.other)).status).toBe(403)
    }
    expect(await participants(id)).toEqual([team.one.id])
  })

  test('of nobody, or of somebody disabled, is not possible; malformed is refused', async () => {
    const { id } = await team.newRoom()
    const gone = await team.person('agent')
    await team.call('PATCH', `/users/${gone.id}`, team.server.admin, { disabled: true })
    expect((await change(id, 'assign', gone)).status).toBe(422)
    expect((await change(id, 'assign', { id: Bun.randomUUIDv7(), token: '' })).status).toBe(422)
    for (const verb of ['assign', 'unassign'])
      for (const body of MALFORMED)
        expect((await team.call('POST', `/rooms/${id}/${verb}`, staff, body)).status).toBe(400)
  })
})

describe('[P4] a hand-over', () => {
  const handOver = (id: string, from: Person, to: Person) =>
    team.call('POST', `/rooms/${id}/assign`, staff, { agent_id: to.id, from: from.id })

  test('moves the room: unassigned, then assigned, and again changes nothing', async () => {
    const { id } = await team.newRoom()
    await team.assign(id, team.one)
    for (let turn = 0; turn < 2; turn++) {
      const { status, body } = await handOver(id, team.one, team.other)
      expect(status).toBe(200)
      expect(body.data.map((one: { user_id: string }) => one.user_id)).toEqual([team.other.id])
    }
    await team.settled()
    const changes = team
      .seenOf(id)
      .filter(({ event }) => event.startsWith('agent_'))
      .map(({ event }) => event)
    expect(changes).toEqual(['agent_assigned', 'agent_unassigned', 'agent_assigned'])
    expect(await team.told(team.ones, 'agent_unassigned', id)).toHaveLength(1)
    expect(await team.told(team.others, 'agent_assigned', id)).toHaveLength(1)
    expect(await team.told(team.others, 'agent_unassigned', id)).toHaveLength(0)
    expect((await team.call('GET', `/rooms/${id}`, team.one)).status).toBe(404)
  })

  test('of two from the same user the later has lost', async () => {
    const { id } = await team.newRoom()
    const third = await team.person('agent')
    await team.assign(id, team.one)
    const answers = await Promise.all([
      handOver(id, team.one, team.other),
      handOver(id, team.one, third),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await participants(id)).toHaveLength(1)
  })

  test('to an unknown user leaves the room as it is', async () => {
    const { id } = await team.newRoom()
    await team.assign(id, team.one)
    expect((await handOver(id, team.one, { id: Bun.randomUUIDv7(), token: '' })).status).toBe(422)
    expect((await handOver(id, team.one, team.one)).status).toBe(400)
    expect(await participants(id)).toEqual([team.one.id])
    expect(await team.told(team.dashboard, 'agent_unassigned', id)).toEqual([])
  })
})

describe('[P3] claiming', () => {
  const claim = (id: string, person: Person | null) =>
    team.call('POST', `/rooms/${id}/claim`, person)

  test('of many agents at once one gets the room, the others a conflict', async () => {
    await allowClaim(true)
    const { id } = await team.newRoom()
    const agents = await Promise.all(Array.from({ length: 8 }, () => team.person('agent')))
    const answers = await Promise.all(agents.map((agent) => claim(id, agent)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, ...Array(7).fill(409)])
    const winner = agents[statuses.indexOf(200)]!
    expect(await participants(id)).toEqual([winner.id])
    expect(await team.told(team.dashboard, 'agent_assigned', id)).toHaveLength(1)
    expect(await historyOf(id)).toMatchObject([
      { kind: 'claimed', actor_id: winner.id, agent_id: winner.id },
    ])
    expect((await claim(id, winner)).status).toBe(200)
    expect(await team.told(team.dashboard, 'agent_assigned', id)).toHaveLength(1)
  })

  test('where the channel does not allow it, an agent does not see the room', async () => {
    await allowClaim(false)
    const { id } = await team.newRoom()
    expect((await claim(id, team.one)).status).toBe(404)
    await team.assign(id, team.one)
    expect((await claim(id, team.one)).status).toBe(403)
    expect((await claim(id, team.other)).status).toBe(404)
    expect(await participants(id)).toEqual([team.one.id])
  })

  test('is for agents only, and for existing rooms only', async () => {
    await allowClaim(true)
    const { id } = await team.newRoom()
    expect((await claim(id, staff)).status).toBe(403)
    expect((await claim(id, team.server.admin)).status).toBe(403)
    expect((await claim(id, null)).status).toBe(401)
    for (const none of [Bun.randomUUIDv7(), ...NO_IDS])
      expect((await claim(none, team.one)).status).toBe(404)
  })

  test('beside an assignment: whoever is first, everyone sees the same', async () => {
    await allowClaim(true)
    for (let round = 0; round < 5; round++) {
      const { id } = await team.newRoom()
      const [claimed] = await Promise.all([claim(id, team.one), team.assign(id, team.other)])
      const there = await participants(id)
      expect(there).toContain(team.other.id)
      expect(there.includes(team.one.id)).toBe(claimed.status === 200)
      expect([200, 409]).toContain(claimed.status)
    }
  })
})

describe('a changed user', () => {
  const change = (user: Person, body: object) =>
    team.call('PATCH', `/users/${user.id}`, team.server.admin, body)

  test('is shown by each of its rooms, before the change of access', async () => {
    const agent = await team.person('agent')
    const rooms = await Promise.all(Array.from({ length: 3 }, () => team.newRoom()))
    for (const { id } of rooms) await team.assign(id, agent)
    await change(agent, { name: 'Renamed', role: 'supervisor' })
    await change(agent, { name: 'Renamed' })
    for (const { id } of rooms) {
      const told = await team.told(team.dashboard, 'room_updated', id)
      expect(told).toHaveLength(1)
      expect(told[0].participants).toMatchObject([{ name: 'Renamed', role: 'supervisor' }])
      const { event_id: _, ...room } = await team.room(id)
      const { event_id: __, ...shown } = told[0]
      expect(shown).toEqual(room as never)
    }
    const rows = await team.sql<{ id: number; kind: string; place: number }[]>`
      select e.id::int as id, e.kind, u.access_event_id::int as place from events e, users u
       where u.id = ${agent.id} and (e.room_id = any(${rooms.map(({ id }) => id)}) or (e.data->>'user_id') = ${agent.id})
         and e.kind in ('room_updated', 'user_changed') order by e.id`
    expect(rows.map(({ kind }) => kind)).toEqual([...Array(3).fill('room_updated'), 'user_changed'])
    expect(rows[3]!.place).toBe(rows[3]!.id)
  })

  test('beside assignments: every room shows the name that it has in the end', async () => {
    const agent = await team.person('agent')
    const rooms = await Promise.all(Array.from({ length: 6 }, () => team.newRoom()))
    await Promise.all([
      ...rooms.map(({ id }) => team.assign(id, agent)),
      change(agent, { name: 'A new name' }),
    ])
    await team.settled()
    for (const { id } of rooms) {
      const last = team.seenOf(id).findLast(({ payload }) => (payload.room ?? payload).participants)
      expect((last!.payload.room ?? last!.payload).participants).toMatchObject([
        { name: 'A new name' },
      ])
    }
  })
})
