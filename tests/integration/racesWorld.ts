import { assign } from '../../src/actions/assign.ts'
import { openFeedWorld } from './feedWorld.ts'

export const texts = (events: { content_text: string }[]) =>
  events.map((event) => event.content_text)

/** Two servers on one database. B is told nothing: it learns of A's rows when the test lets it look. */
export async function openRaces() {
  const a = await openFeedWorld()
  const b = await openFeedWorld({ databaseUrl: a.databaseUrl, pollMs: 3_600_000 })
  async function assignedRoom() {
    const room = await a.newRoom()
    const agent = await a.person('agent')
    await assign(a.ctx, { roomId: room.id, agentId: agent.id, by: null })
    return { room, agent, roomId: room.id, agentId: agent.id }
  }
  const stop = async () => {
    await b.stop()
    await a.stop()
  }
  return { a, b, assignedRoom, stop }
}
