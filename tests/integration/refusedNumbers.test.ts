import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { graphError } from '../helpers/graphError.ts'
import { ready } from '../helpers/ready.ts'
import { openOutcomes } from './outcomesWorld.ts'

setDefaultTimeout(60_000)

const { world, stop } = await openOutcomes()
afterAll(stop)

beforeEach(() => {
  world.meta.answers(() => null)
  world.meta.usable(() => true)
})

describe('a number that Meta refuses', () => {
  const health = async () => (await ready(world.server.url)).body
  /** When numbers came into this state, by the log. */
  const cameTo = async (state: string): Promise<number[]> => {
    const rows = await world.sql`
      select created_at from events where kind = 'channel_state' and data->>'state' = ${state} order by id`
    return rows.map(({ created_at }) => created_at.getTime())
  }

  test('stops and says so; what it was to send waits, does not fail, and flows again by itself', async () => {
    const room = await world.newRoom()
    const states = () => world.dashboard.named('channel_state').length
    const before = states()
    world.meta.usable(() => false)
    world.meta.answers(() => graphError(190, 401))
    const first = await world.say(room.id, 'first')
    await world.dashboard.until(() => states() === before + 1, 'channel_state')
    expect(world.dashboard.named('channel_state').at(-1)).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('190'),
    })
    expect(await health()).toMatchObject({
      status: 'degraded',
      problems: [{ code: 'token_refused' }],
    })
    const calls = world.meta.sends.length
    const second = await world.say(room.id, 'second')
    await world.settled()
    expect(world.meta.sends.length).toBe(calls)
    for (const { id } of [first, second])
      expect(await world.until(id, () => true)).toMatchObject({ status: 'pending' })
    const [channel] = (
      await world.server.api('GET', '/channels', { token: world.server.admin.token })
    ).body.data
    expect(channel.state).toBe('refused')

    world.meta.answers(() => null)
    world.meta.usable(() => true)
    await world.status(first.id, 'sent')
    await world.status(second.id, 'sent')
    await world.dashboard.until(() => states() === before + 2, 'channel_state')
    expect(world.dashboard.named('channel_state').at(-1)).toMatchObject({
      state: 'ok',
      reason: null,
    })
    expect(await health()).toMatchObject({ status: 'ok', problems: [] })
  })

  test('[O5] and calls usable all the same is told of less and less often, until somebody has done something about it', async () => {
    const room = await world.newRoom()
    world.meta.answers(() => graphError(131031, 403))
    const told = () => world.dashboard.named('channel_state')
    const before = told().length
    const { id } = await world.say(room.id, 'from an account that is locked')
    // Refused five times, and called usable in between.
    await world.dashboard.until(() => told().length >= before + 9, '9 channel_state')
    expect(told().at(-1)).toMatchObject({ state: 'refused' })
    const refusedAt = (await cameTo('refused')).slice(-5)
    const rests = refusedAt.slice(1).map((at, index) => at - refusedAt[index]!)
    // Each rest after the first is twice the one before it, from 200 ms on.
    for (const [index, rest] of rests.slice(1).entries())
      expect(rest).toBeGreaterThan(0.9 * 200 * 2 ** index)

    world.meta.answers(() => null)
    const [channel] = (
      await world.server.api('GET', '/channels', { token: world.server.admin.token })
    ).body.data
    await world.server.api('PATCH', `/channels/${channel.id}`, {
      token: world.server.admin.token,
      body: { name: 'Fixed' },
    })
    await world.status(id, 'sent')
    // Long before the next rest, twice as long as the last, was over.
    expect((await cameTo('ok')).at(-1)! - refusedAt.at(-1)!).toBeLessThan(1.5 * rests.at(-1)!)
  })

  test('for one message alone fails that message, and the others get through', async () => {
    const [room, other] = [await world.newRoom(), await world.newRoom()]
    world.meta.answers(({ body }) =>
      body.to === `+${room.phone}` ? graphError(130497, 403) : null,
    )
    const refused = await world.say(room.id, 'into a country that is closed to us')
    const next = await world.say(other.id, 'into another')
    expect(await world.status(refused.id, 'failed')).toMatchObject({
      metadata: { error: { code: 130497, advice: expect.any(String) } },
    })
    await world.status(next.id, 'sent')
    expect(world.callsOf(refused.id).length).toBe(2)
  })
})
