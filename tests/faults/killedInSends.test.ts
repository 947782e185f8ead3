import { expect, test } from 'bun:test'
import postgres from 'postgres'
import { privateCluster } from '../helpers/cluster.ts'
import { type GraphCall, startGraphStandIn } from '../helpers/graphStandIn.ts'
import { deliver } from '../helpers/server.ts'
import { statuses, webhook } from '../helpers/webhooks.ts'
import { readLedger } from './ledger.ts'
import { type Random, seeded } from './seeded.ts'
import { freePort, type Launched, launchServer, signInPeople } from './serverProcess.ts'
import { createTraffic } from './traffic.ts'

const SENDS = 1000
const ROOMS = 50
const CONNECTIONS = 8
const KILLS = 10
const AGAIN_MS = 40
const DEADLINE_MS = 60_000

type Accepted = { id: string; roomId: string; seq: number }

test('killed in the middle of 1,000 sends: none reaches Meta twice, those not in flight reach it once, and those in flight are settled by their status or stay unknown', async () => {
  const random = seeded('killed in sends')
  await using all = new AsyncDisposableStack()
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  const meta = startGraphStandIn()
  all.defer(() => void meta.stop())
  const sql = postgres(cluster.url, { max: 2, onnotice: () => {} })
  all.defer(() => sql.end())
  const port = await freePort()
  const launch = () =>
    launchServer(cluster.url, port, {
      entry: 'tests/faults/impatientServer.ts',
      env: { WHATSAPP_ACCESS_TOKEN: 'a token', GRAPH_BASE_URL: meta.url },
    })
  let server: Launched = await launch()
  all.defer(async () => void (await server.end('SIGKILL')))
  const { url } = server

  const { admin } = await signInPeople(url)
  await deliver(url, createTraffic(random, ROOMS).introduce().body)
  const rooms = (await readLedger(cluster.url)).messages.map(({ roomId }) => roomId)
  await sql`update channels set sends_per_second = 1000`
  const told = tellStatuses(url, meta, random)
  const sending = sendAll(url, admin.token, rooms)

  const inFlight = new Set<string>()
  let kills = 0
  for (
    let next = 40;
    kills < KILLS && !sending.isOver();
    next = meta.sends.length + 30 + random.below(70)
  ) {
    await meta.until(() => meta.sends.length >= next || sending.isOver(), `${next} sends`)
    await Bun.sleep(random.next() * 20)
    await server.end('SIGKILL')
    kills++
    await untilGone(sql)
    const flying = await sql<
      { id: string }[]
    >`select message_id as id from outbox where state = 'flying'`
    for (const { id } of flying) inFlight.add(id)
    server = await launch()
  }
  const accepted = await sending.over
  await untilSettled(sql)
  await told.settled()

  expect(accepted.length).toBe(SENDS)
  const calls = Map.groupBy(meta.sends, ({ body }) => String(body.biz_opaque_callback_data))
  expect([...calls].filter(([, list]) => list.length > 1).map(([callback]) => callback)).toEqual([])
  expect([...calls.keys()].filter((callback) => !callback.endsWith('.1'))).toEqual([])
  const reached = new Set([...calls.keys()].map((callback) => callback.split('.')[0]!))
  expect(accepted.filter(({ id }) => !reached.has(id) && !inFlight.has(id))).toEqual([])
  const shown = await sql<{ id: string; status: string }[]>`
    select id, status from messages where direction = 'outgoing'`
  expect(shown.length).toBe(SENDS)
  const wrong = shown.filter(
    ({ id, status }) => status !== (reached.has(id) ? 'delivered' : 'unknown'),
  )
  expect(wrong).toEqual([])
  expect(outOfTurn(accepted, meta.sends)).toEqual([])
  const lost = [...inFlight].filter((id) => !reached.has(id))
  console.log(
    `${kills} kills in ${SENDS} sends: ${inFlight.size} in flight at a kill, ${inFlight.size - lost.length} of them settled by their status, ${lost.length} never left and are unknown; ${sending.cut()} requests cut off and asked again`,
  )
  expect(kills).toBe(KILLS)
  expect(inFlight.size).toBeGreaterThan(0)
}, 120_000)

/** Sends texts over several connections, each repeated with its `client_message_id` until it is answered. */
function sendAll(url: string, token: string, rooms: readonly string[]) {
  const accepted: Accepted[] = []
  let next = 0
  let cut = 0
  let over = false
  const send = async (n: number) => {
    const body = { room_id: rooms[n % rooms.length], text: `${n}`, client_message_id: `send-${n}` }
    for (;;) {
      const answer = await fetch(`${url}/messages/send`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
        .then(async (response) => ({
          status: response.status,
          body: (await response.json()) as { data: { id: string; room_id: string; seq: number } },
        }))
        .catch(() => null)
      if (answer?.status === 200 || answer?.status === 201) {
        const { id, room_id, seq } = answer.body.data
        return void accepted.push({ id, roomId: room_id, seq })
      }
      if (answer && answer.status < 500) throw new Error(`answered ${answer.status}`)
      cut++
      await Bun.sleep(AGAIN_MS)
    }
  }
  const carry = async () => {
    while (next < SENDS) {
      await send(next++)
      await Bun.sleep(20)
    }
  }
  return {
    over: Promise.all(Array.from({ length: CONNECTIONS }, carry)).then(() => {
      over = true
      return accepted
    }),
    isOver: () => over,
    cut: () => cut,
  }
}

/** A slow Meta that repeats each status webhook until it is answered 200. */
function tellStatuses(url: string, meta: ReturnType<typeof startGraphStandIn>, random: Random) {
  const telling: Promise<void>[] = []
  const tell = async ({ wamid, body }: GraphCall) => {
    const status = {
      id: wamid,
      status: 'delivered',
      biz_opaque_callback_data: body.biz_opaque_callback_data,
    }
    for (;;) {
      const answer = await deliver(url, webhook(statuses(status))).catch(() => null)
      if (answer?.status === 200) return
      await Bun.sleep(AGAIN_MS)
    }
  }
  meta.answers(async (call) => {
    await Bun.sleep(random.next() * 40)
    telling.push(tell(call))
    return null
  })
  return { settled: () => Promise.all(telling) }
}

/** Waits until the database has noticed the kill, since its last statements may still commit. */
async function untilGone(sql: postgres.Sql) {
  for (;;) {
    const left = await sql`
      select 1 from pg_stat_activity where application_name = 'ruang' and datname = current_database()`
    if (left.length === 0) return
  }
}

/** Waits until nothing is queued or in flight. */
async function untilSettled(sql: postgres.Sql) {
  const deadline = Date.now() + DEADLINE_MS
  for (;;) {
    const left = await sql`select state from outbox limit 1`
    if (left.length === 0) return
    if (Date.now() > deadline) throw new Error(`still ${left[0]!.state}`)
  }
}

/** Rooms whose messages reached Meta in another order than they were stored. */
function outOfTurn(accepted: readonly Accepted[], sends: readonly GraphCall[]) {
  const byId = new Map(accepted.map((one) => [one.id, one]))
  const arrived = sends.map(
    ({ body }) => byId.get(String(body.biz_opaque_callback_data).split('.')[0]!)!,
  )
  return [...Map.groupBy(arrived, ({ roomId }) => roomId)].flatMap(([roomId, list]) => {
    const seqs = list.map(({ seq }) => seq)
    return seqs.join() === seqs.toSorted((a, b) => a - b).join() ? [] : [{ roomId, seqs }]
  })
}
