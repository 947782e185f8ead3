/**
 * A crowd of signed-in dashboards in a process of its own. Each socket counts its messages, sums their event ids, and measures
 * the latency since the message was due, which its text says. Takes orders over IPC (`crowdHost.ts`).
 */
import { createHistogram } from './histogram.ts'
import { openWire, type Wire } from './wire.ts'

/** Orders: connect more sockets, wait for messages, reset the counts, drop all connections. */
export type ToCrowd =
  | { kind: 'connect'; port: number; auths: readonly object[]; atOnce: number }
  | { kind: 'count'; total: number; quietMs: number }
  | { kind: 'reset' }
  | { kind: 'drop' }

export interface Count {
  sockets: number
  /** Fewest and most messages of any socket. */
  fewest: number
  most: number
  total: number
  /** False if two sockets got equally many messages, but different ones. */
  alike: boolean
  disconnects: number
  latencyMs: { count: number; p50: number; p99: number; p999: number; max: number }
  /** The frame of one message, for contestants that send copies of it. */
  sample: string
}

export type FromCrowd =
  | { kind: 'connected'; seconds: number; readyMs: number[]; session: string }
  | { kind: 'counted'; count: Count }
  | { kind: 'done' }
  | { kind: 'failed'; reason: string }

type One = { messages: number; places: number; wire: Wire | null }

const NEW_MESSAGE = Buffer.from('42["new_message",{"event_id":')
const READY = Buffer.from('42["session_ready",')
const DUE = Buffer.from('due ')
const POLL_MS = 20
const COMMA = 0x2c

let everyone: One[] = []
let disconnects = 0
let histogram = createHistogram()
let sample = ''
/** The latest payload of `session_ready`. */
let session = ''
/** By event id, when the message was due. Cached, since all sockets get the same bytes. */
let dueAt = new Map<number, number>()

const now = () => performance.timeOrigin + performance.now()
const starts = (buffer: Buffer, from: number, start: Buffer) =>
  from + start.length <= buffer.length &&
  buffer.compare(start, 0, start.length, from, from + start.length) === 0

function readDue(buffer: Buffer, from: number, to: number): number {
  const at = buffer.subarray(from, to).indexOf(DUE)
  return at < 0 ? Number.NaN : Number(buffer.toString('latin1', from + at + 4, from + at + 19))
}

function hear(one: One, buffer: Buffer, from: number, to: number) {
  let place = 0
  let at = from + NEW_MESSAGE.length
  for (let byte = buffer[at]!; byte !== COMMA; byte = buffer[++at]!) place = place * 10 + byte - 48
  one.messages++
  one.places += place
  let due = dueAt.get(place)
  if (due === undefined) {
    due = readDue(buffer, from, to)
    dueAt.set(place, due)
    if (sample === '') sample = buffer.toString('utf8', from, to)
  }
  if (due > 0) histogram.add(now() - due)
}

/** Connects a socket. @returns milliseconds until `session_ready` */
async function dashboard(port: number, auth: object): Promise<number> {
  const started = performance.now()
  const ready = Promise.withResolvers<number>()
  const one: One = { messages: 0, places: 0, wire: null }
  const wire = await openWire(port, {
    frame(buffer, from, to) {
      if (starts(buffer, from, NEW_MESSAGE)) hear(one, buffer, from, to)
      else if (buffer[from] === 0x32 && to === from + 1) one.wire?.send('3')
      else if (starts(buffer, from, READY)) {
        session = buffer.toString('utf8', from + READY.length, to - 1)
        ready.resolve(performance.now() - started)
      } else if (buffer[from] === 0x34 && buffer[from + 1] === 0x34)
        ready.reject(new Error(buffer.toString('utf8', from, to)))
    },
    closed() {
      disconnects++
      ready.reject(new Error('a socket was closed'))
    },
  })
  one.wire = wire
  everyone.push(one)
  wire.send(`40${JSON.stringify(auth)}`)
  return ready.promise
}

async function connect(port: number, auths: readonly object[], atOnce: number): Promise<FromCrowd> {
  const started = performance.now()
  const readyMs: number[] = []
  let next = 0
  const one = async () => {
    while (next < auths.length) readyMs.push(await dashboard(port, auths[next++]!))
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, auths.length) }, one))
  const seconds = (performance.now() - started) / 1000
  return { kind: 'connected', seconds, readyMs, session }
}

/** Waits until all sockets together have `wanted` messages, or none has come for `quietMs`. */
async function count(wanted: number, quietMs: number): Promise<FromCrowd> {
  const total = () => everyone.reduce((sum, one) => sum + one.messages, 0)
  let seen = -1
  let changedAt = performance.now()
  for (let all = total(); all < wanted; all = total()) {
    if (all !== seen) {
      seen = all
      changedAt = performance.now()
    } else if (performance.now() - changedAt > quietMs) break
    await Bun.sleep(POLL_MS)
  }
  const places = new Map(everyone.map((one) => [one.messages, one.places]))
  const each = everyone.map((one) => one.messages)
  return {
    kind: 'counted',
    count: {
      sockets: everyone.length,
      fewest: each.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      most: each.reduce((a, b) => Math.max(a, b), 0),
      total: total(),
      alike: everyone.every((one) => places.get(one.messages) === one.places),
      disconnects,
      latencyMs: histogram.summary(),
      sample,
    },
  }
}

function reset(): FromCrowd {
  for (const one of everyone) {
    one.messages = 0
    one.places = 0
  }
  disconnects = 0
  histogram = createHistogram()
  dueAt = new Map()
  return { kind: 'done' }
}

function drop(): FromCrowd {
  for (const { wire } of everyone) wire?.close()
  everyone = []
  return reset()
}

function obey(order: ToCrowd): FromCrowd | Promise<FromCrowd> {
  if (order.kind === 'connect') return connect(order.port, order.auths, order.atOnce)
  if (order.kind === 'count') return count(order.total, order.quietMs)
  return order.kind === 'reset' ? reset() : drop()
}

if (import.meta.main) {
  process.on('disconnect', () => process.exit(0))
  process.on('message', async (order: ToCrowd) => {
    const answer = await Promise.resolve()
      .then(() => obey(order))
      .catch((error): FromCrowd => ({ kind: 'failed', reason: String(error) }))
    process.send?.(answer)
  })
  process.send?.({ kind: 'done' } satisfies FromCrowd)
}
