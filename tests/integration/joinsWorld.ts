import { assign } from '../../src/actions/assign.ts'
import { openFeedWorld } from './feedWorld.ts'

export const NOT_FOUND = { status: 0, code: 'not_found', message: 'There is no such room.' }

/** A room with a participant, and everybody who may try to join it. */
export async function openJoins() {
  const world = await openFeedWorld()
  const people = {
    admin: await world.person('admin'),
    supervisor: await world.person('supervisor'),
    participant: await world.person('agent'),
    other: await world.person('agent'),
  }
  const room = await world.newRoom()
  await assign(world.ctx, { roomId: room.id, agentId: people.participant.id, by: null })

  const stop = () => world.stop()
  return { world, people, room, stop }
}
