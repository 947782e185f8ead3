import { connect, type Seen } from '../helpers/client.ts'

/** A durable event as a client got it; `wamid` is that of its message. */
export type Sighting = {
  event: string
  eventId: number
  wamid: string
  roomId: string
  /** Time of arrival, from `performance.now()`. */
  at: number
  seen: Seen
}

const AGAIN_MS = 30
/** Time limit of a handshake with its replay under load; a connection that breaks before it is live reports nothing. */
const HANDSHAKE_MS = 20_000

export type Follower = Awaited<ReturnType<typeof follow>>

/** A dashboard that reconnects with its cursor whenever it is cut off, and records every event. */
export async function follow(
  url: string,
  token: string,
  { rooms = [] as string[], transports = ['websocket'] as ('polling' | 'websocket')[] } = {},
) {
  const sightings: Sighting[] = []
  const faults: string[] = []
  let cursor: number | null = null
  let epoch: string | null = null
  let connections = 0
  let ended = false
  let current: { close(): void } | null = null
  let wake: (() => void)[] = []

  const note = (seen: Seen) => {
    const { event, payload } = seen
    const eventId: number | undefined = payload?.event_id
    if (event === 'presence_update') return
    if (eventId === undefined) return void faults.push(`${event}: ${JSON.stringify(payload)}`)
    if (event === 'session_ready' || event === 'cursor') {
      if (cursor !== null && eventId < cursor) faults.push(`${event} went back to ${eventId}`)
      if (event === 'session_ready') epoch = payload.epoch
      if (payload.resync) faults.push('was told to resync')
    } else {
      if (cursor !== null && eventId <= cursor) {
        faults.push(`${event} ${eventId} came after ${cursor}`)
      }
      const wamid = payload.wa_message_id ?? payload.last_message?.wa_message_id ?? ''
      const at = performance.now()
      sightings.push({ event, eventId, wamid, roomId: payload.room_id, at, seen })
    }
    cursor = Math.max(cursor ?? 0, eventId)
  }

  const stay = async () => {
    const auth = { token, rooms, ...(cursor !== null && { last_event_id: cursor, epoch }) }
    const connecting = connect(url, auth, { transports, timeout: HANDSHAKE_MS })
    const client = await Promise.race([
      connecting.catch(() => null),
      Bun.sleep(HANDSHAKE_MS).then(() => null),
    ])
    if (!client) {
      connecting.then(
        (late) => late.close(),
        () => {},
      )
      return void (await Bun.sleep(AGAIN_MS))
    }
    current = client
    connections++
    let taken = 0
    const take = () => {
      while (taken < client.seen.length) note(client.seen[taken++]!)
      for (const resolve of wake) resolve()
      wake = []
    }
    const gone = new Promise<void>((resolve) => client.socket.once('disconnect', () => resolve()))
    client.socket.onAny(take)
    take()
    if (client.socket.connected) await gone
    take()
    faults.push(...client.faults)
    client.close()
  }
  const life = (async () => {
    while (!ended) await stay()
  })()

  const until = async (holds: () => boolean, what: string, ms = 60_000) => {
    const late = AbortSignal.timeout(ms)
    while (!holds()) {
      if (late.aborted) throw new Error(`not within ${ms} ms: ${what}`)
      await new Promise<void>((resolve) => {
        wake.push(resolve)
        late.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }
  await until(() => connections > 0, 'a first connection')

  return {
    sightings,
    /** Violations: events out of order or undeclared, or a `resync_required`. */
    faults,
    until,
    connections: () => connections,
    wamids: (...events: string[]) =>
      sightings.filter(({ event }) => events.includes(event)).map(({ wamid }) => wamid),
    async leave() {
      ended = true
      current?.close()
      await life
    },
  }
}
