import { openFeedWorld } from './feedWorld.ts'

/** A feed's world in which rooms are given out, and what tests arrange in it. */
export async function openAutoAssign() {
  // Leases that a test writes are never polled: that would assign rooms in the background, at any moment of the test.
  const world = await openFeedWorld({
    presenceTimes: { renewMs: 60_000, leaseMs: 60_000, pollMs: 600_000, graceMs: 0 },
  })
  const admin = await world.person('admin')
  await world.newRoom()

  const setMode = (mode: string) => world.sql`update channels set auto_assign = ${mode}`
  /** Nobody is online, and no room is open or given out, as before each test. */
  async function empty() {
    await world.autoAssign.idle()
    await setMode('off')
    await world.sql`delete from presence_leases`
    await world.sql`update rooms set status = 'closed'`
    await world.sql`update users set disabled = true where role = 'agent'`
  }
  /** A colleague who is online somewhere. */
  async function online(role: 'agent' | 'supervisor' = 'agent') {
    const somebody = await world.person(role)
    await world.sql`
      insert into presence_leases (process_id, user_id, expires_at)
      values (${Bun.randomUUIDv7()}, ${somebody.id}, now() + interval '1 minute')`
    return somebody
  }
  const participants = async (roomId: string): Promise<string[]> => {
    const [row] = await world.sql<{ ids: string[] }[]>`
      select participant_ids as ids from rooms where id = ${roomId}`
    return row!.ids
  }
  async function newRoom() {
    const room = await world.newRoom()
    await world.autoAssign.idle()
    return room
  }
  return { world, admin, setMode, empty, online, participants, newRoom }
}
