/**
 * The load generator, a process of its own: N connections in a closed loop with one request in flight each, over raw TCP,
 * with requests built and signed beforehand. Takes a LoadPlan as its argument and prints a LoadResult.
 */
import type { Socket } from 'bun'
import { cpuSeconds, familyCpuSeconds } from './cpu.ts'
import { firstMessages, mixed, requests } from './posts.ts'
import { type Latencies, summarise } from './stats.ts'

export interface LoadPlan {
  port: number
  secret: string
  /** Process whose CPU time is measured. */
  pid: number
  /** PostgreSQL's postmaster, whose CPU time is measured with that of its backends; null when it runs elsewhere. */
  databasePid: number | null
  connections: number
  rooms: number
  /** Index of the first post. 0 means the first message of every room, once each, without a time limit. */
  first: number
  warmupSeconds: number
  seconds: number
  /** Posts to build beforehand for each second; the phase ends early if they run out. */
  postsPerSecond: number
}

export interface LoadResult {
  connections: number
  /** Posts written, warm-up included; their indexes are contiguous. */
  sent: number
  seconds: number
  /** Answers with status 200 per second in the measured interval. */
  throughput: number
  latencyMs: Latencies
  /** Counts of other answers, lost connections and unanswered requests. */
  errors: Record<string, number>
  /** True if the posts ran out before the time was over. */
  exhausted: boolean
  serverCpuSeconds: number | null
  databaseCpuSeconds: number | null
  generatorCpuSeconds: number
}

interface Slot {
  answer: string
  sentAt: number
  /** Bytes of the request that are not written yet. */
  from: number
  left: number
}

const STALLED_MS = 15_000

/** The length of the answer at the start of `text`; 0 while it is incomplete. */
function completeAnswer(text: string): number {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return 0
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))?.[1]
  if (length === undefined) return text.endsWith('0\r\n\r\n') ? text.length : 0
  const end = head + 4 + Number(length)
  return text.length >= end ? end : 0
}

const less = (after: number | null, before: number | null) =>
  after === null || before === null ? null : after - before

export async function load(plan: LoadPlan): Promise<LoadResult> {
  const populate = plan.first === 0
  const capacity = Math.ceil((plan.warmupSeconds + plan.seconds) * plan.postsPerSecond)
  const posts = populate ? firstMessages(plan.rooms) : mixed(plan.first, capacity, plan.rooms)
  const { bytes, size, count } = requests(posts, plan.port, plan.secret)

  const samples = new Float64Array(count)
  const errors: Record<string, number> = {}
  const done = Promise.withResolvers<void>()
  const slots = new Set<Socket<Slot>>()
  let measured = 0
  let sent = 0
  let inFlight = 0
  let stage: 'warm-up' | 'measuring' | 'over' = 'warm-up'
  let startedAt = 0
  let endedAt = 0
  let endsAt = Number.POSITIVE_INFINITY
  const spent = () => ({
    server: cpuSeconds(plan.pid),
    database: plan.databasePid === null ? null : familyCpuSeconds(plan.databasePid),
  })
  let cpu: ReturnType<typeof spent> = { server: null, database: null }
  let ownCpu = { user: 0, system: 0 }

  const fail = (kind: string) => {
    errors[kind] = (errors[kind] ?? 0) + 1
  }
  const begin = (now: number) => {
    stage = 'measuring'
    startedAt = now
    // First messages are all sent, however long it takes.
    if (!populate) endsAt = now + plan.seconds * 1000
    cpu = spent()
    ownCpu = process.cpuUsage()
  }
  const finish = (now: number) => {
    if (stage === 'measuring') {
      endedAt = now
      const all = spent()
      cpu = { server: less(all.server, cpu.server), database: less(all.database, cpu.database) }
      ownCpu = process.cpuUsage(ownCpu)
    }
    stage = 'over'
  }
  const flush = (socket: Socket<Slot>) => {
    const written = socket.write(bytes, socket.data.from, socket.data.left)
    if (written <= 0) return
    socket.data.from += written
    socket.data.left -= written
  }
  const sendNext = (socket: Socket<Slot>) => {
    if (sent === count) finish(performance.now())
    if (stage === 'over') {
      if (inFlight === 0) done.resolve()
      return
    }
    socket.data = { answer: '', sentAt: performance.now(), from: sent++ * size, left: size }
    inFlight++
    flush(socket)
  }

  const opened = await Promise.all(
    Array.from({ length: plan.connections }, () =>
      Bun.connect<Slot>({
        hostname: '127.0.0.1',
        port: plan.port,
        data: { answer: '', sentAt: 0, from: 0, left: 0 },
        socket: {
          data(socket, chunk) {
            const slot = socket.data
            slot.answer += chunk.toString('latin1')
            if (completeAnswer(slot.answer) === 0) return
            const now = performance.now()
            inFlight--
            if (!slot.answer.startsWith('HTTP/1.1 200')) fail(slot.answer.slice(9, 12))
            else if (stage === 'measuring') samples[measured++] = now - slot.sentAt
            slot.sentAt = 0
            if (stage === 'warm-up' && now >= warmUntil) begin(now)
            else if (stage === 'measuring' && now >= endsAt) finish(now)
            sendNext(socket)
          },
          drain: flush,
          close(socket) {
            slots.delete(socket)
            if (socket.data.sentAt > 0) {
              inFlight--
              fail('connection lost')
            }
            if (slots.size === 0) done.resolve()
          },
          error: () => fail('socket error'),
        },
      }),
    ),
  )
  const warmUntil = performance.now() + plan.warmupSeconds * 1000
  if (plan.warmupSeconds === 0) begin(performance.now())
  for (const socket of opened) slots.add(socket)
  for (const socket of opened) sendNext(socket)

  const watch = setInterval(() => {
    const now = performance.now()
    const stalled = [...slots].filter((s) => s.data.sentAt > 0 && now - s.data.sentAt > STALLED_MS)
    for (const _ of stalled) fail('no answer')
    if (stalled.length > 0) done.resolve()
  }, 1000)
  await done.promise
  clearInterval(watch)
  if (endedAt === 0) finish(performance.now())
  const seconds = startedAt === 0 ? 0 : (endedAt - startedAt) / 1000
  return {
    connections: plan.connections,
    sent,
    seconds,
    throughput: seconds === 0 ? 0 : measured / seconds,
    latencyMs: summarise(samples.subarray(0, measured)),
    errors,
    exhausted: !populate && sent === count,
    serverCpuSeconds: cpu.server,
    databaseCpuSeconds: cpu.database,
    generatorCpuSeconds: (ownCpu.user + ownCpu.system) / 1e6,
  }
}

if (import.meta.main) {
  const result = await load(JSON.parse(process.argv[2] ?? '{}'))
  console.log(JSON.stringify(result))
  process.exit(0)
}
