import type { Sql } from '../store/database.ts'
import {
  dropLeases,
  readLastSeen,
  readOnline,
  type Seen,
  sweepLeases,
  takeLeases,
} from '../store/presence.ts'
import type { Client, Io } from './io.ts'
import { EVERYONE } from './topics.ts'

export type PresenceTimes = {
  renewMs: number
  /** How long a lease is valid: after this, the leases of a dead process have expired. */
  leaseMs: number
  /** How often the leases of other processes are read. */
  pollMs: number
  /** How long after their last socket a user still counts as online, so that a reload goes unnoticed. */
  graceMs: number
}
const TIMES: PresenceTimes = { renewMs: 10_000, leaseMs: 30_000, pollMs: 5_000, graceMs: 2_000 }
/** A socket goes on after this even if its lease is not written yet. */
const PATIENCE_MS = 500

export type Presence = ReturnType<typeof createPresence>

/**
 * Keeps track of who is online. A user with a socket here holds a lease in the database. Each process reads the leases of
 * all processes and tells its own sockets. Reads and writes are serialized, so that none overwrites a later one.
 */
export function createPresence(deps: {
  io: Io
  sql: Sql
  newId: () => string
  log: { warn: (fields: object, text: string) => void }
  /** Called when leases of this process have changed, to wake the other processes. */
  tellOthers?: () => void
  /** Called when a user came online or went offline, on any process. */
  changed: (status: 'online' | 'offline') => void
  times?: PresenceTimes | undefined
}) {
  const { io, sql, times = TIMES } = deps
  const processId = deps.newId()
  const local = new Map<string, { sockets: Set<string>; grace?: Timer }>()
  const leased = new Set<string>()
  /** Users who are online according to what the sockets here were told. */
  const shown = new Set<string>()
  let queue: Promise<void> = Promise.resolve()
  let poll: Timer | undefined
  let stopped = false
  let pollQueued = false

  const enqueue = (work: () => Promise<void>): Promise<void> => {
    queue = queue.then(work).catch((error) => {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code }, 'presence could not be kept, will retry')
    })
    return queue
  }

  const announce = (status: 'online' | 'offline', users: readonly Seen[]) => {
    for (const { id, lastSeenAt } of users) {
      if (shown.has(id) === (status === 'online')) continue
      if (status === 'online') shown.add(id)
      else shown.delete(id)
      io.local
        .to(EVERYONE)
        .emit('presence_update', { user_id: id, status, last_seen_at: lastSeenAt })
      deps.changed(status)
    }
  }

  /** Takes and drops leases to match `local`. Changes during its awaits are handled by the next call. */
  const settle = async () => {
    const take = [...local.keys()].filter((id) => !leased.has(id))
    if (take.length > 0) {
      await takeLeases(sql, { processId, userIds: take, leaseMs: times.leaseMs })
      for (const id of take) leased.add(id)
      announce('online', await readLastSeen(sql, take))
      deps.tellOthers?.()
    }
    const drop = [...leased].filter((id) => !local.has(id))
    if (drop.length > 0) {
      const gone = await dropLeases(sql, { processId, userIds: drop })
      for (const id of drop) leased.delete(id)
      announce('offline', gone)
      deps.tellOthers?.()
    }
  }

  const renew = async () => {
    await settle()
    const userIds = [...leased]
    if (userIds.length > 0) await takeLeases(sql, { processId, userIds, leaseMs: times.leaseMs })
  }

  /** @returns ms until the next poll: the poll interval, or earlier if a lease of another process expires before */
  const pollLeases = async (): Promise<number> => {
    await settle()
    await sweepLeases(sql, times.leaseMs)
    const online = await readOnline(sql)
    const came = [...online.keys()].filter((id) => !shown.has(id))
    const went = [...shown].filter((id) => !online.has(id) && !leased.has(id))
    if (came.length + went.length > 0) {
      const seen = await readLastSeen(sql, [...came, ...went])
      announce(
        'online',
        seen.filter(({ id }) => online.has(id)),
      )
      announce(
        'offline',
        seen.filter(({ id }) => !online.has(id)),
      )
    }
    let next = times.pollMs
    for (const [id, left] of online) if (!leased.has(id)) next = Math.min(next, left + 1)
    return next
  }

  const pollRepeatedly = async () => {
    let next = times.pollMs
    await enqueue(async () => {
      next = await pollLeases()
    })
    if (!stopped) poll = setTimeout(pollRepeatedly, next)
  }

  /** Another process reports changed leases. One queued poll is enough, since it will see all changes. */
  const onPeerChange = () => {
    if (pollQueued || stopped) return
    pollQueued = true
    void enqueue(async () => {
      pollQueued = false
      await pollLeases()
    })
  }

  const leave = (userId: string, socketId: string) => {
    const user = local.get(userId)
    if (!user?.sockets.delete(socketId) || user.sockets.size > 0) return
    user.grace = setTimeout(() => {
      local.delete(userId)
      void enqueue(settle)
    }, times.graceMs)
  }

  const renewal = setInterval(() => enqueue(renew), times.renewMs)
  void pollRepeatedly()
  io.on('presence', onPeerChange)

  return {
    /** Call for each new socket. Resolves once its user is shown as online, or after PATIENCE_MS. */
    async connected(socket: Client): Promise<void> {
      const { userId } = socket.data.session
      if (stopped || !socket.connected) return
      const user = local.get(userId) ?? { sockets: new Set() }
      local.set(userId, user)
      clearTimeout(user.grace)
      user.sockets.add(socket.id)
      if (leased.has(userId)) return
      let timer: Timer | undefined
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, PATIENCE_MS)
      })
      await Promise.race([enqueue(settle), patience])
      clearTimeout(timer)
    },

    disconnected: (socket: Client) => leave(socket.data.session.userId, socket.id),

    /** Drops all leases of this process. */
    async stop(): Promise<void> {
      stopped = true
      clearInterval(renewal)
      clearTimeout(poll)
      for (const { grace } of local.values()) clearTimeout(grace)
      local.clear()
      await enqueue(settle)
    },
  }
}
