/**
 * Sends: POST /messages/send → the queue → the simulator, which reports statuses by webhook. Measured one by one on an idle
 * server, with several callers in a closed loop, and from a long queue. Checks the order within each room.
 */
import postgres from 'postgres'
import { signBody } from '../src/whatsapp/signature.ts'
import { freePort, ready, start, wasInterrupted } from './children.ts'
import { APP_SECRET, ruang } from './contestants.ts'
import { cpuSeconds } from './cpu.ts'
import type { Scenario } from './scenario.ts'
import { type Latencies, median, summarise } from './stats.ts'
import { figure, table } from './table.ts'

const TARGET_PER_SECOND = 300
const TARGET_IDLE_MS = 15
const ROOMS = 200
const CALLERS = 16
const PATIENCE_MS = 60_000

type Call = { at: number; callback: string }
type Sent = { id: string; room_id: string; seq: number }
type Burst = {
  name: string
  sends: number
  perSecond: number
  serverCpu: number | null
  faults: string[]
}

const phoneOf = (n: number) => `62811${String(n).padStart(7, '0')}`

/** Creates rooms of customers who have just written, so that the window is open. */
async function openRooms(url: string) {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const changes = Array.from({ length: ROOMS }, (_, n) => ({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550783881', phone_number_id: '1' },
      contacts: [{ profile: { name: `C ${n}` }, wa_id: phoneOf(n) }],
      messages: [
        { from: phoneOf(n), id: `wamid.in.${n}`, timestamp, type: 'text', text: { body: 'Halo' } },
      ],
    },
  }))
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes }],
  })
  const answer = await fetch(`${url}/webhook/whatsapp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': signBody(Buffer.from(body), APP_SECRET),
    },
    body,
  })
  if (!answer.ok) throw new Error(`the first messages were answered ${answer.status}`)
}

/** Messages that came out of order within their room, twice, or never. */
function faultsOf(sent: readonly Sent[], calls: readonly Call[]): string[] {
  const byId = new Map(sent.map((one) => [one.id, one]))
  const latest = new Map<string, number>()
  const seen = new Set<string>()
  const faults: string[] = []
  for (const { callback } of calls) {
    const one = byId.get(callback.split('.')[0]!)
    if (!one) continue
    if (seen.has(one.id)) faults.push(`${one.id} came twice`)
    seen.add(one.id)
    if ((latest.get(one.room_id) ?? 0) > one.seq) faults.push(`${one.id} came out of turn`)
    latest.set(one.room_id, one.seq)
  }
  if (seen.size !== sent.length)
    faults.push(`${sent.length - seen.size} of ${sent.length} never came`)
  return faults
}

export const sends: Scenario = (options, cluster) =>
  cluster.withDatabase('sends', async (databaseUrl) => {
    const metaPort = freePort()
    const metaUrl = `http://127.0.0.1:${metaPort}`
    const server = await ruang.serve(databaseUrl, {
      GRAPH_BASE_URL: `${metaUrl}/simulator/graph`,
    })
    const url = `http://127.0.0.1:${server.port}`
    const meta = start([process.execPath, `${import.meta.dir}/meta.ts`], {
      PORT: String(metaPort),
      WEBHOOK: `${url}/webhook/whatsapp`,
      SECRET: APP_SECRET,
    })
    const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
    try {
      await ready(meta, `${metaUrl}/health`)
      await openRooms(url)
      await sql`update channels set sends_per_second = 1000`
      const rooms = (await sql<{ id: string }[]>`select id from rooms order by id`).map(
        ({ id }) => id,
      )
      const say = async (n: number): Promise<Sent> => {
        const answer = await fetch(`${url}/messages/send`, {
          method: 'POST',
          headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ room_id: rooms[n % rooms.length], text: `message ${n}` }),
        })
        if (answer.status !== 201) throw new Error(`a send was answered ${answer.status}`)
        return ((await answer.json()) as { data: Sent }).data
      }
      const drain = async (count: number): Promise<Call[]> => {
        const calls: Call[] = []
        const until = performance.now() + PATIENCE_MS
        while (calls.length < count && performance.now() < until) {
          calls.push(...((await (await fetch(`${metaUrl}/calls`)).json()) as Call[]))
          await Bun.sleep(50)
        }
        return calls
      }
      /** One send at a time on an idle server: from just before its commit to the Graph call. */
      const idle = async (count: number): Promise<Latencies> => {
        const taken = new Float64Array(count)
        for (let n = 0; n < count; n++) {
          const { id } = await say(n)
          const [call] = await drain(1)
          const [row] = await sql<{ at: number }[]>`
            select (extract(epoch from created_at) * 1000)::float8 as at from events
             where kind = 'message' and data->>'id' = ${id}`
          taken[n] = call!.at - row!.at
        }
        return summarise(taken)
      }
      const burst = async (name: string, count: number, held: boolean): Promise<Burst> => {
        if (wasInterrupted()) throw new Error('interrupted')
        // Gives each pair of number and customer its full burst of 45 again.
        await sql`update pair_pacing set free_at = now() - interval '1 hour'`
        if (held) await sql`update channels set state = 'refused'`
        const cpu = cpuSeconds(server.child.pid)
        const sent: Sent[] = []
        let next = 0
        const caller = async () => {
          while (next < count) sent.push(await say(next++))
        }
        const sending = Promise.all(Array.from({ length: CALLERS }, caller))
        if (held) {
          await sending
          await sql`update channels set state = 'ok'`
        }
        const calls = await drain(count)
        await sending
        const used = cpu === null ? null : (cpuSeconds(server.child.pid) ?? 0) - cpu
        const seconds = (calls.at(-1)!.at - calls[0]!.at) / 1000
        return {
          name,
          sends: count,
          perSecond: calls.length / seconds,
          serverCpu: used === null ? null : used / seconds,
          faults: faultsOf(sent, calls),
        }
      }

      await burst('warm-up', 400, false)
      const latency = await idle(options.quick ? 50 : 200)
      const bursts: Burst[] = []
      const count = options.quick ? 1500 : 6000
      for (let round = 0; round < options.rounds; round++) {
        bursts.push(await burst(`${CALLERS} callers`, count, false))
        bursts.push(await burst('a line of that length', count, true))
        options.progress(
          `round ${round + 1}  ${bursts
            .slice(-2)
            .map(({ name, perSecond }) => `${name}: ${figure(perSecond)}/s`)
            .join(', ')}`,
        )
      }
      const names = [...new Set(bursts.map(({ name }) => name))]
      const rows = names.map((name) => {
        const own = bursts.filter((one) => one.name === name)
        const rate = median(own.map(({ perSecond }) => perSecond))
        return [
          `${figure(count)} sends to ${ROOMS} rooms, ${name}`,
          `${figure(rate)}/s`,
          `≥ ${TARGET_PER_SECOND}`,
          rate >= TARGET_PER_SECOND ? 'met' : 'MISSED',
        ]
      })
      const idleMet = latency.p50 < TARGET_IDLE_MS
      rows.unshift([
        'commit to Graph call, idle, median (p99)',
        `${figure(latency.p50, 1)} (${figure(latency.p99, 1)}) ms`,
        `< ${TARGET_IDLE_MS}`,
        idleMet ? 'met' : 'MISSED',
      ])
      const faults = bursts.flatMap((one) => one.faults)
      return {
        report: [
          table(['sends', 'measured', 'asked', ''], rows),
          `Medians of ${options.rounds} rounds. ${faults.length === 0 ? 'Every message came once, in order within its room.' : ''}`,
          ...faults.slice(0, 10).map((fault) => `FAILED ${fault}`),
        ].join('\n'),
        data: { latency, bursts },
        failed: faults.length > 0,
        missed: rows.some((row) => row[3] === 'MISSED'),
      }
    } finally {
      await sql.end()
      await server.child.stop()
      await meta.stop()
    }
  })
