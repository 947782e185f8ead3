import { openSending } from './sendingWorld.ts'

export const CARD = {
  name: { formatted_name: 'Budi Santoso', first_name: 'Budi', last_name: 'Santoso' },
  phones: [{ phone: '+62 811 1', type: 'WORK', wa_id: '628111' }],
  emails: [{ email: 'budi@example.com', type: 'WORK' }],
}

/** A room to which everything is sent. */
export async function openKinds() {
  const world = await openSending()
  const room = await world.newRoom()
  const firstMessage = async (roomId = room.id) => (await world.messages(roomId)).at(-1)!
  const stop = () => world.end()
  return { world, room, firstMessage, stop }
}
