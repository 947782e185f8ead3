import { expect } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import type { Client } from '../helpers/client.ts'
import { openFeedWorld, type Someone } from './feedWorld.ts'

/** Rooms of a list's updates, in the order they came. */
export const roomsOf = (client: Client, event = 'room_update_customer') =>
  client.named(event).map(({ room_id }) => room_id)

/** A server with an admin and an agent whose lists are looked at. */
export async function openLists() {
  const world = await openFeedWorld()
  const admin = await world.person('admin')
  const agent = await world.person('agent')
  async function listener(who: Someone, ...rooms: string[]): Promise<Client> {
    const client = await world.connect(who)
    for (const room of rooms)
      expect(await client.emit('join_room', { room })).toMatchObject({ status: 1 })
    return client
  }
  const give = (roomId: string, to = agent) =>
    assign(world.ctx, { roomId, agentId: to.id, by: admin.id })
  /** A room of which `client` surely hears, after all that was due before it. */
  async function marker(client: Client, event = 'room_update_customer'): Promise<void> {
    const room = await world.newRoom('marker')
    await give(room.id)
    await client.until(() => roomsOf(client, event).includes(room.id), 'the marker')
  }
  const stop = () => world.stop()
  return { world, admin, agent, listener, give, marker, stop }
}
