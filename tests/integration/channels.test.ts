import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { z } from 'zod'
import { channel as channelSchema } from '../../src/protocol/channel.ts'
import { dashboardStats } from '../../src/protocol/stats.ts'
import { NO_IDS } from '../helpers/server.ts'
import { MALFORMED, openTeam, type Team } from './roomsWorld.ts'

setDefaultTimeout(60_000)

let team: Team
beforeAll(async () => {
  team = await openTeam()
  await team.newRoom()
})
afterAll(() => team.end())

const list = async () => {
  const { status, body } = await team.call('GET', '/channels', team.server.admin)
  expect(status).toBe(200)
  return z.array(channelSchema).parse(body.data)
}

test('an admin changes a channel; rooms that are there keep their type, new ones start with the new', async () => {
  const [first] = await list()
  const old = await team.newRoom()
  const change = {
    name: ' Sales ',
    customer_type: 'partner',
    auto_assign: 'off',
    allow_claim: true,
    send_read_receipts: false,
    send_typing: false,
    sends_per_second: 20,
  }
  const { status, body } = await team.call(
    'PATCH',
    `/channels/${first!.id}`,
    team.server.admin,
    change,
  )
  expect(status).toBe(200)
  const after = { ...first!, ...change, name: 'Sales' }
  expect(channelSchema.parse(body.data)).toEqual(after as never)
  expect(await list()).toEqual([after] as never)
  expect((await team.room(old.id)).customer_type).toBe('customer')
  expect((await team.room((await team.newRoom()).id)).customer_type).toBe('partner')
  const cleared = await team.call('PATCH', `/channels/${first!.id}`, team.server.admin, {
    name: null,
  })
  expect(cleared.body.data).toEqual({ ...after, name: null })
})

test('channels are for admins', async () => {
  const [{ id } = { id: '' }] = await list()
  for (const person of [team.supervisor, team.one]) {
    expect((await team.call('GET', '/channels', person)).status).toBe(403)
    expect((await team.call('PATCH', `/channels/${id}`, person, { name: 'x' })).status).toBe(403)
  }
  expect((await team.call('GET', '/channels', null)).status).toBe(401)
  expect((await team.call('PATCH', `/channels/${id}`, null, { name: 'x' })).status).toBe(401)
  for (const none of [Bun.randomUUIDv7(), ...NO_IDS])
    expect(
      (await team.call('PATCH', `/channels/${none}`, team.server.admin, { name: 'x' })).status,
    ).toBe(404)
})

test('malformed is refused and changes nothing', async () => {
  const before = await list()
  const bad = [
    { auto_assign: 'on' },
    { sends_per_second: 0 },
    { sends_per_second: 1e9 },
    { allow_claim: 'true' },
    { state: 'ok' },
  ]
  for (const body of [...MALFORMED, ...bad]) {
    const { status } = await team.call(
      'PATCH',
      `/channels/${before[0]!.id}`,
      team.server.admin,
      body,
    )
    expect({ body, status }).toEqual({ body, status: 400 })
  }
  expect(await list()).toEqual(before)
})

test('the counts of the dashboard are for staff', async () => {
  const ask = (person: typeof team.one | null) => team.call('GET', '/dashboard/stats', person)
  for (const person of [team.supervisor, team.server.admin]) {
    const { status, body } = await ask(person)
    expect(status).toBe(200)
    const stats = dashboardStats.parse(body.data)
    const [rooms] =
      await team.sql`select count(*)::int as n from rooms where status = 'open' and merged_into is null`
    expect(stats.rooms_open).toBe(rooms!.n)
  }
  expect((await ask(team.one)).status).toBe(403)
  expect((await ask(null)).status).toBe(401)
})
