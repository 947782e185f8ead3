import { expect, test } from 'bun:test'
import postgres from 'postgres'
import { follow } from '../faults/follower.ts'
import { newSeed, type Random, seeded } from '../faults/seeded.ts'
import { signInPeople } from '../faults/serverProcess.ts'
import { startWire, type Wire } from '../faults/wire.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { startPair } from '../helpers/pair.ts'
import { deliver } from '../helpers/server.ts'
import { textMessage, webhook } from '../helpers/webhooks.ts'
import { type History, type Read, type Stored, violations, type Write } from './history.ts'
import { injectFaults } from './nemesis.ts'

/** Number of histories; `CHECKER_SEEDS=100` takes a while. `FAULTS_SEED` is the first seed. */
const SEEDS = Number(process.env.CHECKER_SEEDS ?? 3)
const WRITERS = 4
const READERS = 2
const FAULTS_EACH = 4
const ROOMS = 20
/** Page size for reading a room. */
const MOST_IN_A_ROOM = 100
const PATIENCE_MS = 8000

type World = Awaited<ReturnType<typeof openWorld>>

test(
  `writers, readers and clients at two processes while everything fails in turn: ${SEEDS} histories without a loss, a double, a wrong order or a word too early`,
  async () => {
    await using world = await openWorld()
    const first = newSeed()
    for (let seed = first; seed < first + SEEDS; seed++) {
      const { history, done, faults } = await live(world, seeded('checker', seed))
      const answered = history.writes.filter(({ ok }) => ok).length
      console.log(
        `  ${history.writes.length} written, ${answered} answered 200, ${history.stored.length} stored, ` +
          `${history.reads.length} read, ${world.clients.length} clients; ${done.join(', ')}`,
      )
      expect({ seed, violations: violations(history).slice(0, 10), faults }).toEqual({
        seed,
        violations: [],
        faults: [],
      })
      expect(answered).toBeGreaterThanOrEqual(ROOMS)
    }
  },
  120_000 + SEEDS * 60_000,
)

/** Two processes whose connections all go through wires, and two dashboards at each. */
async function openWorld() {
  await using beginnings = new AsyncDisposableStack()
  const wire = async (url: string) => {
    const made = await startWire(Number(new URL(url).port))
    beginnings.defer(made.stop)
    return made
  }
  const cluster = await privateCluster()
  beginnings.defer(cluster.destroy)
  const database = await wire(cluster.url)
  let redis: Wire | undefined
  const wired = async (url: string) => {
    redis = await wire(url)
    return redis.through(url)
  }
  const env = { ACCESS_TOKEN_MINUTES: '1440' }
  const pair = beginnings.use(
    await startPair(database.through(cluster.url), env, { shared: true, wired }),
  )
  const servers = [0, 1].map((which) => pair.server(which).url)
  const { admin } = await signInPeople(servers[0]!)
  const ways: Wire[] = []
  const clients: Awaited<ReturnType<typeof follow>>[] = []
  for (const server of servers) {
    const way = await wire(server)
    ways.push(way)
    for (let n = 0; n < 2; n++) {
      const client = await follow(`http://127.0.0.1:${way.port}`, admin.token)
      beginnings.defer(client.leave)
      clients.push(client)
    }
  }
  const sql = postgres(cluster.url, { max: 1, onnotice: () => {} })
  beginnings.defer(() => sql.end())
  const all = beginnings.move()
  return {
    cluster,
    pair,
    wires: { database, redis: redis!, clients: ways },
    addresses: [...servers, pair.url],
    token: admin.token,
    clients,
    sql,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Records one history: new rooms, writers and readers at work, and the nemesis. */
async function live(world: World, random: Random) {
  const { addresses, clients, sql, token } = world
  const mark = String(random.below(1e9)).padStart(9, '0')
  const phones = Array.from({ length: ROOMS }, (_, n) => `62${mark}${String(n).padStart(2, '0')}`)
  for (const { sightings, faults } of clients) sightings.length = faults.length = 0
  const writes: Write[] = []
  const reads: Read[] = []
  const again: Promise<unknown>[] = []
  const at = Date.now()
  let over = false

  const write = async (phone: string, address: string) => {
    const wamid = `wamid.${mark}.${writes.length}`
    const body = webhook(textMessage(phone, wamid, { wamid, at }))
    const one: Write = {
      wamid,
      phone,
      began: performance.now(),
      ended: Number.POSITIVE_INFINITY,
      ok: false,
    }
    writes.push(one)
    one.ok = (await patiently(deliver(address, body)))?.status === 200
    one.ended = performance.now()
    // Meta may also deliver again what was answered 200.
    if (random.next() < 0.1) again.push(patiently(deliver(random.pick(addresses), body)))
    return one.ok
  }
  for (const phone of phones) while (!(await write(phone, random.pick(addresses))));
  const known = await storedOf(sql, mark)
  const roomIds = [...new Set(known.map(({ roomId }) => roomId))]

  const writer = async () => {
    while (!over) {
      const phone = random.pick(phones)
      const full = writes.filter((one) => one.phone === phone).length >= MOST_IN_A_ROOM
      const ok = !full && (await write(phone, random.pick(addresses)))
      await Bun.sleep(ok ? 5 : 30)
    }
  }
  const reader = async () => {
    while (!over) {
      const roomId = random.pick(roomIds)
      const path = `/rooms/${roomId}/messages?limit=${MOST_IN_A_ROOM}`
      const headers = { authorization: `Bearer ${token}` }
      const began = performance.now()
      const answer = await patiently(fetch(random.pick(addresses) + path, { headers }))
      const body = answer?.status === 200 ? await answer.json().catch(() => null) : null
      if (body) {
        const page: { seq: number; wa_message_id: string }[] = body.data
        const wamids = page.toSorted((a, b) => a.seq - b.seq).map((one) => one.wa_message_id)
        reads.push({ roomId, began, wamids })
      }
      await Bun.sleep(10)
    }
  }
  const work = [
    ...Array.from({ length: WRITERS }, writer),
    ...Array.from({ length: READERS }, reader),
  ]
  const done = await injectFaults(world, random, FAULTS_EACH)
  over = true
  // The last writes may still be followed by a second delivery.
  await Promise.all(work)
  await Promise.all(again)
  for (const address of addresses)
    while ((await patiently(fetch(`${address}/ready`)))?.status !== 200) await Bun.sleep(20)

  const stored = await storedOf(sql, mark)
  const sights = ({ sightings }: (typeof clients)[number]) =>
    sightings.filter(
      ({ event, wamid }) =>
        ['new_room_complete', 'new_message'].includes(event) && wamid.startsWith(`wamid.${mark}.`),
    )
  for (const client of clients)
    await client.until(() => sights(client).length >= stored.length, 'all that is stored')
  const history: History = { writes, reads, stored, clients: clients.map(sights) }
  return { history, done, faults: clients.flatMap(({ faults }) => faults) }
}

/** The answer; null if it was refused, lost, or too late. */
const patiently = (asked: Promise<Response>): Promise<Response | null> =>
  Promise.race([asked.catch(() => null), Bun.sleep(PATIENCE_MS).then(() => null)])

async function storedOf(sql: postgres.Sql, mark: string): Promise<Stored[]> {
  for (;;) {
    const rows = await sql<Stored[]>`
      select m.wa_message_id as wamid, c.wa_id as phone, m.room_id as "roomId", m.seq::int as seq
        from messages m join rooms r on r.id = m.room_id join contacts c on c.id = r.contact_id
       where m.wa_message_id like ${`wamid.${mark}.%`}`.catch(() => null)
    if (rows) return [...rows]
    await Bun.sleep(50)
  }
}
