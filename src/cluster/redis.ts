import { Redis, type RedisOptions, ReplyError } from 'ioredis'
import { isReplica, probeRedis, type RedisStatus, refusalOf } from './probeRedis.ts'

type Log = {
  info: (fields: object, text: string) => void
  warn: (fields: object, text: string) => void
}

/** Commands in flight. Beyond it they are dropped, since each is soon out of date. */
const MAX_IN_FLIGHT = 1000
const PROBE_MS = 1000
const ANSWER_MS = 1000
/** Least time between two reconnects away from a replica, to whatever server the address leads to by then. */
const RECONNECT_MS = 5000

const LATE = 'typing and presence of other processes are delayed'

const COMMON: RedisOptions = {
  connectTimeout: 3000,
  disconnectTimeout: 500,
  keepAlive: 5000,
  // A connection without an answer for this long is dead, even if it was never closed. Reads block for 5 s at most.
  socketTimeout: 10_000,
  retryStrategy: (times) => Math.min(times * 100, 1000),
}

/** For writing. Never waits for Redis: a command that can't be sent now is dropped. */
const WRITER_OPTIONS: RedisOptions = {
  commandTimeout: ANSWER_MS,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
}

/** For reading. Retries forever, since nothing would restart a reader that gave up. */
const READER_OPTIONS: RedisOptions = { maxRetriesPerRequest: null }

/**
 * The connections to Redis through which processes notify each other. They reconnect by themselves; nothing that is sent
 * over them is needed for anything durable.
 */
export function openRedis(url: string, log: Log) {
  const clients: Redis[] = []
  let last: RedisStatus = 'silent'
  let reconnectedAt = Number.NEGATIVE_INFINITY
  let stopped = false

  const open = (options: RedisOptions): Redis => {
    const client = new Redis(url, { ...COMMON, ...options })
    // The probe logs it, once; an `error` event without a listener would end the process.
    client.on('error', () => {})
    clients.push(client)
    return client
  }
  const client = open(WRITER_OPTIONS)
  // The adapter creates its readers from the client that it is given.
  client.duplicate = () => {
    const reader = open(READER_OPTIONS)
    quiet(reader, 'subscribe')
    return reader
  }
  bound(client)
  /** Why Redis refuses to authenticate us, for example after a changed password. */
  let authError: string | null = null
  client.on('error', (error) => {
    authError = error instanceof ReplyError ? error.message : null
  })

  const say = (now: RedisStatus) => {
    const before = last
    last = now
    if (stopped || kindOf(now) === kindOf(before)) return
    if (now === 'ok') return log.info({}, 'Redis answers')
    const refusal = refusalOf(now)
    if (refusal === null) log.warn({}, `Redis does not answer: ${LATE}`)
    else log.warn({ refusal }, `Redis refuses writes: ${LATE}`)
  }
  /** Reconnects all of them, since readers must use the same server that others write to. */
  const reconnectAll = () => {
    if (performance.now() - reconnectedAt < RECONNECT_MS) return
    reconnectedAt = performance.now()
    for (const one of clients) one.disconnect(true)
  }
  const probe = async () => {
    const result = await probeRedis(client)
    if (stopped) return
    const stands = clients.every(({ status }) => status === 'ready')
    const refusal = client.status === 'ready' ? null : authError
    if (refusal !== null) say({ refusal })
    else say(result === 'ok' && !stands ? 'silent' : result)
    if (isReplica(result)) reconnectAll()
  }
  const timers = [
    setInterval(probe, PROBE_MS),
    // A reader sends nothing, so without pings it would never notice a dead connection.
    setInterval(() => {
      for (const reader of clients.slice(1)) reader.ping().catch(() => {})
    }, 5 * PROBE_MS),
  ]
  client.once('ready', probe)

  return {
    client,
    /** Whether, at the last probe, all connections were up and Redis accepted a write. */
    answers: () => last === 'ok',
    /** The message with which Redis refuses writes; null if it gave none. */
    refusal: () => refusalOf(last),
    stop() {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      for (const one of clients) one.disconnect()
    },
  }
}

/** The first word of a refusal names its kind. */
const kindOf = (status: RedisStatus): string => refusalOf(status)?.split(' ')[0] ?? String(status)

/** Limits the adapter's commands in flight, and ignores their failures. */
function bound(client: Redis) {
  let inFlight = 0
  for (const name of ['publish', 'xadd'] as const) {
    const command = client[name].bind(client) as (...args: unknown[]) => Promise<unknown>
    const bounded = async (...args: unknown[]) => {
      if (inFlight >= MAX_IN_FLIGHT) return null
      inFlight++
      try {
        return await command(...args)
      } catch {
        return null
      } finally {
        inFlight--
      }
    }
    client[name] = bounded as never
  }
}

/** The adapter leaves this promise alone; a rejection would end the process. */
function quiet(client: Redis, name: 'subscribe') {
  const command = client[name].bind(client) as (...args: unknown[]) => Promise<unknown>
  client[name] = ((...args: unknown[]) => command(...args).catch(() => null)) as never
}
