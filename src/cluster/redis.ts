import { Redis, type RedisOptions } from 'ioredis'

type Log = {
  info: (fields: object, text: string) => void
  warn: (fields: object, text: string) => void
}

/** What waits for an answer at once; more is dropped, since all of it is out of date in a moment. */
const MOST_UNDER_WAY = 1000
const PULSE_MS = 1000
const ANSWER_MS = 1000

const COMMON: RedisOptions = {
  connectTimeout: 3000,
  disconnectTimeout: 500,
  keepAlive: 5000,
  // A connection that is owed an answer for so long is dead, also when nobody told us. Reads block for 5 s at most.
  socketTimeout: 10_000,
  retryStrategy: (times) => Math.min(times * 100, 1000),
}

/** Never waits for Redis: what can't be said now is not said. */
const TELLING: RedisOptions = {
  commandTimeout: ANSWER_MS,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
}

/** Waits for as long as it takes: a reader that gave up would have to be told when to begin again. */
const LISTENING: RedisOptions = { maxRetriesPerRequest: null }

/**
 * The connections to Redis that processes hear of each other by. They come back by themselves; nothing that is said
 * over them is needed for anything durable.
 */
export function openRedis(url: string, log: Log) {
  const clients: Redis[] = []
  let answered = false
  let stopped = false

  const open = (options: RedisOptions): Redis => {
    const client = new Redis(url, { ...COMMON, ...options })
    // The pulse tells of it, once; an error that nobody listens to would end the process.
    client.on('error', () => {})
    clients.push(client)
    return client
  }
  const client = open(TELLING)
  // The adapter makes its readers from the client that it is given.
  client.duplicate = () => {
    const reader = open(LISTENING)
    quiet(reader, 'subscribe')
    return reader
  }
  bound(client)

  const say = (now: boolean) => {
    if (now === answered || stopped) return
    answered = now
    if (now) log.info({}, 'Redis answers')
    else log.warn({}, 'Redis does not answer: typing and presence of other processes come late')
  }
  const pulse = async () => {
    const pong = await client.ping().catch(() => null)
    say(pong !== null && clients.every(({ status }) => status === 'ready'))
  }
  const timers = [
    setInterval(pulse, PULSE_MS),
    // Who only listens is owed nothing, and would never find out that the other end is gone.
    setInterval(() => {
      for (const reader of clients.slice(1)) reader.ping().catch(() => {})
    }, 5 * PULSE_MS),
  ]
  client.once('ready', pulse)

  return {
    client,
    /** Whether all connections stood, and Redis answered, a second ago. */
    answers: () => answered,
    stop() {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      for (const one of clients) one.disconnect()
    },
  }
}

/** What the adapter says fails without a word, and never piles up. */
function bound(client: Redis) {
  let underWay = 0
  for (const name of ['publish', 'xadd'] as const) {
    const command = client[name].bind(client) as (...args: unknown[]) => Promise<unknown>
    const bounded = async (...args: unknown[]) => {
      if (underWay >= MOST_UNDER_WAY) return null
      underWay++
      try {
        return await command(...args)
      } catch {
        return null
      } finally {
        underWay--
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
