import { graphError } from '../helpers/graphError.ts'
import { openSending } from './sendingWorld.ts'
import { change, status } from './webhookWorld.ts'

/** How long a send whose outcome is unknown holds its room back. */
export const HELD_MS = 600

/** An inbox whose sends go wrong; what takes 10 s and 2 minutes outside takes moments here. */
export async function openOutcomes() {
  const world = await openSending({
    deliveryTimes: { heldMs: HELD_MS, lostMs: 1500, pollMs: 50, probeMs: 100 },
  })
  const jobsOf = (id: string) =>
    world.sql`select attempt, state from outbox where message_id = ${id}`
  const told = (id: string, name: string, attempt = 1, wamid = `wamid.of.${id}.${attempt}`) =>
    world.take(
      change({ statuses: [status(wamid, name, { biz_opaque_callback_data: `${id}.${attempt}` })] }),
    )
  /** A message that Meta has refused. */
  async function failed(roomId: string) {
    world.meta.answers(() => graphError(131026, 400, 'Not on WhatsApp.'))
    const { id } = await world.say(roomId, 'Halo')
    await world.status(id, 'failed')
    world.meta.answers(() => null)
    return id as string
  }
  /** A message of which nobody knows whether it arrived: Meta never answered. */
  async function lost(roomId: string) {
    world.meta.answers(() => new Response('<html>', { status: 502 }))
    const { id } = await world.say(roomId, 'Halo')
    await world.status(id, 'unknown')
    world.meta.answers(() => null)
    return id as string
  }
  const stop = () => world.end()
  return { world, jobsOf, told, failed, lost, stop }
}
