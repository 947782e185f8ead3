import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { changeUser } from '../../src/actions/changeUser.ts'
import { createTokens } from '../../src/auth/accessToken.ts'
import { type FeedWorld, openFeedWorld } from './feedWorld.ts'
import { over, refusal } from './sessionsWorld.ts'

describe('a handshake', () => {
  let world: FeedWorld
  beforeAll(async () => {
    world = await openFeedWorld()
  })
  afterAll(() => world.stop())

  test('[J3] without a valid token of somebody who may sign in is refused as `unauthorized`', async () => {
    const agent = await world.person('agent')
    const lifetimeMs = 900_000
    const foreign = createTokens({ secret: 'f'.repeat(40), lifetimeMs, now: Date.now })
    const earlier = createTokens({
      secret: 'k'.repeat(40),
      lifetimeMs,
      now: () => Date.now() - 1_000_000,
    })
    const disabled = await world.person('supervisor')
    await changeUser(world.ctx, disabled.id, { disabled: true })
    const signedOut = await world.person('agent')
    await world.sql`update refresh_tokens set revoked_at = now() where family_id = ${signedOut.familyId}`
    const stranger = Bun.randomUUIDv7()
    const refused: Record<string, unknown> = {
      'no token': undefined,
      null: null,
      'an empty one': '',
      'no JWT': 'garbage',
      'a number': 7,
      'a list': [agent.token],
      'cut short': agent.token.slice(0, -3),
      'of another server': (await foreign.issue(agent.id, agent.familyId)).token,
      expired: (await earlier.issue(agent.id, agent.familyId)).token,
      'of a disabled user': disabled.token,
      'of a sign-in that was ended': signedOut.token,
      'of nobody': (await world.tokens.issue(stranger, agent.familyId)).token,
      'of another’s sign-in': (await world.tokens.issue(agent.id, signedOut.familyId)).token,
    }
    for (const [what, token] of Object.entries(refused)) {
      expect(`${what}: ${await refusal(world.url, { token })}`).toBe(`${what}: unauthorized`)
    }
    expect(await refusal(world.url, { token: agent.token })).toBe('let in')
    expect(world.watches.open).toBe(0)
  })

  test('with a malformed `auth` is refused as `invalid_request`', async () => {
    const { token } = await world.person('agent')
    const uuids = (count: number) => Array.from({ length: count }, () => Bun.randomUUIDv7())
    for (const auth of [
      { last_event_id: '5' },
      { last_event_id: -1 },
      { last_event_id: 1.5 },
      { last_event_id: 2 ** 60 },
      { last_event_id: {} },
      { epoch: 5 },
      { rooms: 'room' },
      { rooms: ['not-an-id'] },
      { rooms: uuids(201) },
      { rooms: { length: 1 } },
      { rooms: { length: { toString: 1 } } },
      { epoch: { length: { toString: 1 } } },
    ]) {
      expect(
        `${JSON.stringify(auth).slice(0, 40)}: ${await refusal(world.url, { token, ...auth })}`,
      ).toEndWith(': invalid_request')
    }
    for (const auth of [
      { rooms: uuids(200) },
      { rooms: null, epoch: null, last_event_id: null },
      { unknown: 'field' },
    ]) {
      expect(await refusal(world.url, { token, ...auth })).toBe('let in')
    }
  })

  test('tells the user who it is, the epoch, and which rooms were refused', async () => {
    const agent = await world.person('agent')
    const room = await world.newRoom()
    const client = await world.connect(agent, { rooms: [room.id, room.id] })
    expect(client.named('session_ready')).toEqual([
      {
        user: {
          id: agent.id,
          name: 'Test agent',
          role: 'agent',
          disabled: false,
          status: 'online',
          last_seen_at: null,
        },
        event_id: world.feed.position,
        epoch: world.epoch.now,
        replayed: 0,
        resync: false,
        rooms_refused: [room.id],
      },
    ])
    const admin = await world.connect(await world.person('admin'), { rooms: [room.id] })
    expect(admin.named('session_ready')[0].user.email).toEndWith('@example.com')
    expect(admin.named('session_ready')[0].rooms_refused).toEqual([])
  })
})

describe('a token on an open socket', () => {
  let world: FeedWorld
  beforeAll(async () => {
    world = await openFeedWorld()
  })
  afterAll(() => world.stop())

  test('that runs out ends the session: `session_expired`, then the connection', async () => {
    for (const transport of ['websocket', 'polling']) {
      const agent = await world.person('agent')
      const client = await world.connect(agent, {}, { transports: [transport], upgrade: false })
      world.clock.ahead += 901_000
      expect(await client.event('session_expired')).toEqual({ reason: 'token_expired' })
      await over(client)
    }
  }, 120_000)

  test('is renewed by a fresh token of the same user, and by nothing else', async () => {
    const agent = await world.person('agent')
    const other = await world.person('agent')
    const client = await world.connect(agent)
    const renew = (token: unknown) => client.emit('session:renew', { token })
    world.clock.ahead += 600_000
    const signedOut = await world.signIn(agent.id)
    await world.sql`update refresh_tokens set revoked_at = now() where family_id = ${signedOut.familyId}`
    for (const token of [
      (await world.signIn(other.id)).token,
      signedOut.token,
      'garbage',
      '',
      `${agent.token}x`,
    ]) {
      expect(await renew(token)).toMatchObject({ status: 0, code: 'unauthenticated' })
    }
    for (const token of [undefined, null, 5, {}, 'x'.repeat(8193)]) {
      expect(await renew(token)).toMatchObject({ status: 0, code: 'invalid_request' })
    }
    const fresh = await world.tokens.issue(agent.id, agent.familyId)
    expect(await renew(fresh.token)).toEqual({
      status: 1,
      expires_at: new Date(fresh.expiresAt).toISOString(),
    })

    // What was refused has lengthened nothing: this one ends when its own token does.
    const bystander = await world.connect(other)
    world.clock.ahead += 600_000
    const ending = await world.connect(await world.person('agent'))
    expect(client.socket.connected).toBe(true)
    expect(client.named('session_expired')).toEqual([])
    world.clock.ahead += 301_000
    await client.event('session_expired')
    await over(client)
    await over(bystander)
    expect(ending.socket.connected).toBe(true)
  })

  test('of another sign-in of the same user makes the socket end with that one', async () => {
    const agent = await world.person('agent')
    const client = await world.connect(agent)
    const second = await world.signIn(agent.id)
    expect(await client.emit('session:renew', { token: second.token })).toMatchObject({ status: 1 })
    world.endSessions({ familyId: agent.familyId, reason: 'signed_out' })
    expect(await client.emit('room:leave', { room_id: agent.id })).toMatchObject({ status: 1 })
    world.endSessions({ familyId: second.familyId, reason: 'signed_out' })
    expect(await client.event('session_expired')).toEqual({ reason: 'signed_out' })
    await over(client)
  })
})

describe('a quiet socket', () => {
  test('is told the place of the log every 30 s, so that its cursor stays young, and not without news', async () => {
    const world = await openFeedWorld()
    const agent = await world.person('agent')
    const quiet = await world.connect(agent)
    const before = world.feed.position
    await world.newRoom()
    world.clock.ahead += 30_500
    expect(await quiet.event('cursor')).toEqual({ event_id: before + 3 })
    const again = await world.connect(agent, { last_event_id: before + 3 })
    expect(again.seen.map(({ event }) => event)).toEqual(['session_ready'])

    // Whose token runs out shows when the server has looked again.
    const ending = await world.connect(await world.person('agent'))
    await quiet.emit('session:renew', {
      token: (await world.tokens.issue(agent.id, agent.familyId)).token,
    })
    world.clock.ahead += 890_000
    const { token } = await world.tokens.issue(agent.id, agent.familyId)
    await quiet.emit('session:renew', { token })
    world.clock.ahead += 20_000
    await ending.event('session_expired')
    await quiet.emit('room:leave', { room_id: agent.id })
    expect(quiet.named('cursor')).toHaveLength(1)
    expect(quiet.faults).toEqual([])
    await world.stop()
  }, 120_000)
})
