import { expect, test } from 'bun:test'
import postgres from 'postgres'
import { connect } from '../helpers/client.ts'
import { difference, NONE, readLedger } from './ledger.ts'
import { openScene } from './scene.ts'
import { seeded } from './seeded.ts'

const CONNECTIONS = 8

test('a failover to a copy that is behind: everything answered 200 from then on is stored, and every client is told to reload', async () => {
  await using scene = await openScene(seeded('failover'), { customers: 50 })
  const { cluster, dashboard, agent, people, url } = scene
  const ready = async () => {
    while ((await scene.ready()) !== 200) await Bun.sleep(20)
  }
  const before = scene.load(CONNECTIONS)
  await before.acks(200)
  await before.finish()
  await cluster.keep()
  await ready()
  // Customers, rooms and messages that the server remembers, but the copy does not have.
  const lost = scene.load(CONNECTIONS)
  await lost.acks(300)
  await lost.finish()
  const away = await connect(url, { token: people.admin.token })
  const { event_id: cursor, epoch } = await away.event('session_ready')
  away.close()
  const connected = [dashboard, agent].map((one) => one.connections())

  await cluster.failOver()
  const began = performance.now()
  const after = scene.load(CONNECTIONS)
  await after.acks(300)
  const clients = [dashboard, agent]
  for (const [n, client] of clients.entries()) {
    await client.until(() => client.connections() > connected[n]!, 'its return')
    await client.until(() => client.faults.includes('was told to resync'), 'a demand to reload')
  }
  const toldMs = performance.now() - began
  const late = await connect(url, { token: people.admin.token, last_event_id: cursor, epoch })
  expect(late.named('resync_required')).toEqual([{ reason: expect.any(String) }])
  const session = await late.event('session_ready')
  expect(session).toMatchObject({ resync: true, replayed: 0 })
  expect(session.epoch).not.toBe(epoch)
  late.close()
  await after.acks(100)
  await after.finish()

  const { messages, contradictions } = await readLedger(cluster.url)
  expect(contradictions).toEqual([])
  const stored = messages.map(({ wamid }) => wamid)
  const kept = [...scene.known, ...before.acked, ...after.acked]
  expect(difference(kept, stored)).toEqual(NONE)

  // A client that has reloaded works as before.
  const reloaded = await scene.look(url)
  const next = scene.load(CONNECTIONS)
  await next.acks(300)
  await next.finish()
  // Some webhooks come twice; a message that is stored already causes no event.
  const news = next.acked.difference(new Set(stored))
  const onDashboard = ['new_room_complete', 'new_message']
  await reloaded.until(
    () => new Set(reloaded.wamids(...onDashboard)).size >= news.size,
    'all that came since',
  )
  expect(difference(news, reloaded.wamids(...onDashboard))).toEqual(NONE)
  expect(reloaded.faults).toEqual([])
  expect(await listed(url, people.admin.token)).toEqual(await roomsOf(cluster.url))
  console.log(
    `${lost.acked.size} messages were not in the copy; all clients told to reload ${Math.round(toldMs)} ms after it took over`,
  )
}, 240_000)

/** Reads all rooms with their message counts, as a reloading dashboard does. */
async function listed(url: string, token: string) {
  const rooms: [string, number][] = []
  let cursor: string | null = null
  do {
    const path: string = `/rooms?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    const { data, next_cursor } = await answer.json()
    for (const room of data) rooms.push([room.room_id, room.message_count])
    cursor = next_cursor
  } while (cursor)
  return new Map(rooms.toSorted())
}

async function roomsOf(databaseUrl: string) {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  const rows = await sql`
    select r.id, (select count(*)::int from messages where room_id = r.id) as messages from rooms r`
  await sql.end()
  return new Map(rows.map(({ id, messages }): [string, number] => [id, messages]).toSorted())
}
