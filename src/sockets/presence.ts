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
  /** What a process that dies leaves behind is worth nothing after this. */
  leaseMs: number
  /** How often other processes' leases are looked at. */
  pollMs: number
  /** How long a reload may take before the user counts as gone. */
  graceMs: number
}
const TIMES: PresenceTimes = { renewMs: 10_000, leaseMs: 30_000, pollMs: 5_000, graceMs: 2_000 }
/** A socket is let in also when its lease takes long. */
const PATIENCE_MS = 500

export type Presence = ReturnType<typeof createPresence>

/**
 * Who is online. A user with a socket here holds a lease in the database; what a process reads there it tells its own
 * sockets. All reads and writes of leases stand in one line, so that none undoes a later one.
 */
export function createPresence(deps: {
  io: Io
  sql: Sql
  newId: () => string
  log: { warn: (fields: object, text: string) => void }
  /** Leases of this process have changed: the others may look. */
  tellOthers?: () => void
  /** Somebody came or went, on whatever process. */
  changed: (status: 'online' | 'offline') => void
  times?: PresenceTimes | undefined
}) {
  const { io, sql, times = TIMES } = deps
  const processId = deps.newId()
  const here = new Map<string, { sockets: Set<string>; grace?: Timer }>()
  const held = new Set<string>()
  /** Who is online, as the sockets here were told. */
  const shown = new Set<string>()
  let line: Promise<void> = Promise.resolve()
  let poll: Timer | undefined
  let stopped = false
  let lookWaits = false

  const inLine = (work: () => Promise<void>): Promise<void> => {
    line = line.then(work).catch((error) => {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code }, 'presence could not be kept, and will be tried again')
    })
    return line
  }

  const tell = (status: 'online' | 'offline', users: readonly Seen[]) => {
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

  /** Makes the leases what they should be; whoever came or went meanwhile is in the next round. */
  const settle = async () => {
    const take = [...here.keys()].filter((id) => !held.has(id))
    if (take.length > 0) {
      await takeLeases(sql, { processId, userIds: take, leaseMs: times.leaseMs })
      for (const id of take) held.add(id)
      tell('online', await readLastSeen(sql, take))
      deps.tellOthers?.()
    }
    const drop = [...held].filter((id) => !here.has(id))
    if (drop.length > 0) {
      const gone = await dropLeases(sql, { processId, userIds: drop })
      for (const id of drop) held.delete(id)
      tell('offline', gone)
      deps.tellOthers?.()
    }
  }

  const renew = async () => {
    await settle()
    const userIds = [...held]
    if (userIds.length > 0) await takeLeases(sql, { processId, userIds, leaseMs: times.leaseMs })
  }

  /** Answers when to look again: the next time, or when the first lease of another process runs out. */
  const look = async (): Promise<number> => {
    await settle()
    await sweepLeases(sql, times.leaseMs)
    const online = await readOnline(sql)
    const came = [...online.keys()].filter((id) => !shown.has(id))
    const went = [...shown].filter((id) => !online.has(id) && !held.has(id))
    if (came.length + went.length > 0) {
      const seen = await readLastSeen(sql, [...came, ...went])
      tell(
        'online',
        seen.filter(({ id }) => online.has(id)),
      )
      tell(
        'offline',
        seen.filter(({ id }) => !online.has(id)),
      )
    }
    let next = times.pollMs
    for (const [id, left] of online) if (!held.has(id)) next = Math.min(next, left + 1)
    return next
  }

  const keepLooking = async () => {
    let next = times.pollMs
    await inLine(async () => {
      next = await look()
    })
    if (!stopped) poll = setTimeout(keepLooking, next)
  }

  /** Another process says that leases have changed; one look that has not begun sees all of it. */
  const heard = () => {
    if (lookWaits || stopped) return
    lookWaits = true
    void inLine(async () => {
      lookWaits = false
      await look()
    })
  }

  const leave = (userId: string, socketId: string) => {
    const user = here.get(userId)
    if (!user?.sockets.delete(socketId) || user.sockets.size > 0) return
    user.grace = setTimeout(() => {
      here.delete(userId)
      void inLine(settle)
    }, times.graceMs)
  }

  const renewal = setInterval(() => inLine(renew), times.renewMs)
  void keepLooking()
  io.on('presence', heard)

  return {
    /** A socket has come. Resolves when others can see it, or could not be told in time. */
    async arrived(socket: Client): Promise<void> {
      const { userId } = socket.data.session
      if (stopped || !socket.connected) return
      const user = here.get(userId) ?? { sockets: new Set() }
      here.set(userId, user)
      clearTimeout(user.grace)
      user.sockets.add(socket.id)
      if (held.has(userId)) return
      let timer: Timer | undefined
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, PATIENCE_MS)
      })
      await Promise.race([inLine(settle), patience])
      clearTimeout(timer)
    },

    left: (socket: Client) => leave(socket.data.session.userId, socket.id),

    /** Gives all leases back: nobody is online by this process any more. */
    async stop(): Promise<void> {
      stopped = true
      clearInterval(renewal)
      clearTimeout(poll)
      for (const { grace } of here.values()) clearTimeout(grace)
      here.clear()
      await inLine(settle)
    },
  }
}
