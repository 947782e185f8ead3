import { openTeam } from './roomsWorld.ts'

/** A team, and a room of one of its agents. */
export async function openRoomActions() {
  const team = await openTeam()
  const staff = team.supervisor
  const mine = async (messages = 1) => {
    const room = await team.newRoom({ messages })
    await team.assign(room.id, team.one)
    return room
  }
  const unreadTally = async () => {
    const [row] =
      await team.sql`select coalesce(sum(n), 0)::int as n from tallies where name = 'unread'`
    const [all] = await team.sql`select coalesce(sum(unread_count), 0)::int as n from rooms`
    return { tally: row!.n, rooms: all!.n }
  }
  const stop = () => team.end()
  return { team, staff, mine, unreadTally, stop }
}
