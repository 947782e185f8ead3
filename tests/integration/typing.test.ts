import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { unassign } from '../../src/actions/unassign.ts'
import type { Client } from '../helpers/client.ts'
import { type FeedWorld, openFeedWorld, type Someone } from './feedWorld.ts'

const GAP = 150
/** Longer than any test waits: what ends before has ended for another reason. */
const LASTS = 60_000

let world: FeedWorld
let admin: Someone
let agent: Someone
let room: { id: string; phone: string }
beforeAll(async () => {
  world = await openFeedWorld({ typingTimes: { gapMs: GAP, lastsMs: LASTS } })
  admin = await world.person('admin')
})
afterAll(() => world.stop())

/** A fresh room with an agent in it, and sockets that joined it. */
async function scene(...who: ('admin' | 'agent')[]): Promise<Client[]> {
  room = await world.newRoom()
  agent = await world.person('agent')
  await assign(world.ctx, { roomId: room.id, agentId: agent.id, by: null })
  const people = { admin, agent }
  return Promise.all(who.map((one) => world.connect(people[one], { rooms: [room.id] })))
}

const type = (client: Client, is_typing = true, room_id = room.id) =>
  client.emit('typing_indicator', { room_id, is_typing })
const seenBy = (client: Client): boolean[] =>
  client.named('typing_indicator').map(({ is_typing }) => is_typing)
/** Everything that was sent to this socket before has come. */
const settled = (client: Client) => client.emit('room:leave', { room_id: Bun.randomUUIDv7() })

describe('typing_indicator', () => {
  test('reaches who joined the room, names the user, and does not come back to the sender', async () => {
    const [sender, listener] = (await scene('agent', 'admin')) as [Client, Client]
    const outside = await world.connect(admin)
    expect(await type(sender)).toEqual({ status: 1, room_id: room.id, is_typing: true })
    expect(await listener.event('typing_indicator')).toEqual({
      room_id: room.id,
      is_typing: true,
      user: 'Test agent',
      user_id: agent.id,
    })
    for (const quiet of [sender, outside]) {
      await settled(quiet)
      expect(seenBy(quiet)).toEqual([])
    }
    expect(listener.faults).toEqual([])
  })

  test('needs the room joined: also who may read it, and staff', async () => {
    const [listener] = (await scene('admin')) as [Client]
    const notFound = { status: 0, code: 'not_found', message: 'There is no such room.' }
    for (const who of [agent, admin, await world.person('agent')])
      expect(await type(await world.connect(who))).toEqual(notFound)
    expect(await type(listener, true, Bun.randomUUIDv7())).toEqual(notFound)
    expect(seenBy(listener)).toEqual([])
  })

  test('clears by itself', async () => {
    const lastsMs = 400
    const brief = await openFeedWorld({ typingTimes: { gapMs: GAP, lastsMs } })
    const { id } = await brief.newRoom()
    const [typist, onlooker] = [await brief.person('admin'), await brief.person('admin')]
    const sender = await brief.connect(typist, { rooms: [id] })
    const listener = await brief.connect(onlooker, { rooms: [id] })
    const began = performance.now()
    await type(sender, true, id)
    await listener.event('typing_indicator', 2)
    expect(seenBy(listener)).toEqual([true, false])
    expect(performance.now() - began).toBeGreaterThanOrEqual(lastsMs - 20)
    await brief.stop()
  })

  test('stops when its user says so', async () => {
    const [sender, listener] = (await scene('agent', 'admin')) as [Client, Client]
    await type(sender)
    await type(sender, false)
    await listener.event('typing_indicator', 2)
    expect(seenBy(listener)).toEqual([true, false])
    await type(sender, false)
    await settled(listener)
    expect(seenBy(listener)).toEqual([true, false])
  })

  test('is told at most once in its time for the same state, however often it comes', async () => {
    const [sender, listener] = (await scene('agent', 'admin')) as [Client, Client]
    const began = performance.now()
    const toldOf = (state: boolean) => seenBy(listener).filter((it) => it === state).length
    const isTwice = () => toldOf(true) > 1 && toldOf(false) > 1
    for (let n = 0; performance.now() - began < 5 * GAP || !isTwice(); n++) {
      await type(sender, n % 3 !== 2)
      // Faster, and it would be cut off for too many frames.
      await Bun.sleep(10)
    }
    await type(sender, false)
    await listener.until(() => seenBy(listener).at(-1) === false, 'the last state')
    // Counted from before the first: one that is late on its way makes no other too early.
    const gaps = (performance.now() - began) / GAP
    for (const state of [true, false]) expect(toldOf(state) - 1).toBeLessThanOrEqual(gaps)
  })

  test('of three tabs is over when the last of them stops', async () => {
    const [one, two, three, listener] = (await scene('agent', 'agent', 'agent', 'admin')) as [
      Client,
      Client,
      Client,
      Client,
    ]
    for (const tab of [one, two, three]) await type(tab)
    await type(one, false)
    await settled(listener)
    expect(seenBy(listener)).toEqual([true])
    two.close()
    await three.event('typing_indicator', 2)
    expect(seenBy(three)).toEqual([true, false])
    await type(three, false)
    await listener.event('typing_indicator', 2)
    expect(seenBy(listener)).toEqual([true, false])
    await settled(one)
    expect(seenBy(one)).toEqual([true, false])
  })

  const ways: [string, (sender: Client) => unknown][] = [
    ['leaving', (sender) => sender.emit('leave_chat', { chat_id: room.id })],
    ['disconnecting', (sender) => sender.close()],
    [
      'a crash',
      (sender) => (sender.socket.io.engine.transport as never as { ws: WebSocket }).ws.close(),
    ],
    [
      'unassignment',
      () => unassign(world.ctx, { roomId: room.id, agentId: agent.id, by: admin.id }),
    ],
  ]
  for (const [way, leave] of ways) {
    test(`is over at once with ${way}`, async () => {
      const [sender, listener] = (await scene('agent', 'admin')) as [Client, Client]
      await type(sender)
      await listener.event('typing_indicator')
      await leave(sender)
      await listener.event('typing_indicator', 2)
      expect(seenBy(listener)).toEqual([true, false])
    })
  }

  test('reaches no agent after its unassignment', async () => {
    const [gone, sender, listener] = (await scene('agent', 'admin', 'admin')) as [
      Client,
      Client,
      Client,
    ]
    await unassign(world.ctx, { roomId: room.id, agentId: agent.id, by: admin.id })
    await gone.event('agent_unassigned')
    await type(sender)
    await listener.event('typing_indicator')
    await settled(gone)
    expect(seenBy(gone)).toEqual([])
  })
})
