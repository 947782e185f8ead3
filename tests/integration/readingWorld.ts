import { z } from 'zod'
import { message } from '../../src/protocol/message.ts'
import { roomSummary } from '../../src/protocol/room.ts'
import { roomCounts } from '../../src/protocol/rooms.ts'
import type { Person } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { expectConsistent, from, openInbox } from './webhookWorld.ts'

export const roomPage = z.strictObject({
  success: z.literal(true),
  data: z.array(roomSummary),
  next_cursor: z.string().nullable(),
  event_id: z.number().int(),
  counts: roomCounts,
})

export const messagePage = roomPage.omit({ counts: true }).extend({ data: z.array(message) })

export const ROOMS = 23

export const ID = '0197a3d2-7c1e-7b57-9d0e-2f6b1b0c9f11'

/** An inbox with some rooms, an agent who has three of them, and one who has none. */
export async function openReading() {
  const inbox = await openInbox()
  const agent = await inbox.server.person('agent', 'One')
  const stranger = await inbox.server.person('agent', 'Two')
  const wamids = Array.from({ length: ROOMS }, newWamid)
  for (const [turn, wamid] of wamids.entries())
    await inbox.take(from({ phone: newPhone(), name: `Customer ${turn}` }, 'Halo', { wamid }))
  /** In the order they were written to. */
  const rooms: string[] = []
  for (const wamid of wamids) rooms.push(await inbox.roomOf(wamid))
  for (const turn of [2, 5, 7])
    await inbox.server.api('POST', `/rooms/${rooms[turn]}/assign`, {
      token: inbox.supervisor.token,
      body: { agent_id: agent.id },
    })
  const get = (path: string, person: Person | null = inbox.supervisor) =>
    inbox.server.api('GET', path, person ? { token: person.token } : {})
  const stop = async () => {
    await expectConsistent(inbox.sql)
    await inbox.stop()
  }
  return { inbox, rooms, agent, stranger, get, stop }
}
