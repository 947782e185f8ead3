import { DASHBOARD } from '../domain/dashboardRooms.ts'
import type { DashboardStats } from '../protocol/stats.ts'
import type { Io } from './io.ts'

/** At most once a second; a bit more, since a client may measure with another clock. */
const GAP_MS = 1020
/** How often counters are read that change with time alone (windows that close, a new day). */
const LOOK_MS = 30_000

/**
 * Sends the counters to the `dashboard` room when one has changed, and to each socket that joins. Reads nothing while the
 * room is empty.
 */
export function createDashboardStats(deps: {
  io: Io
  read: () => Promise<DashboardStats>
  log: { warn: (fields: object, text: string) => void }
}) {
  const { io } = deps
  const { adapter } = io.of('/')
  const newcomers = new Set<string>()
  let lastSent = ''
  let lastSentAt = Number.NEGATIVE_INFINITY
  let timer: Timer | undefined
  let reading = false
  let again = false

  const hasListeners = () => adapter.rooms.has(DASHBOARD)

  const send = (stats: DashboardStats) => {
    const { generated_at, ...counters } = stats
    const now = JSON.stringify(counters)
    const to = now === lastSent ? [...newcomers] : [DASHBOARD]
    newcomers.clear()
    if (to.length === 0) return
    lastSent = now
    lastSentAt = performance.now()
    io.local.to(to).emit('dashboard_stats', stats)
  }

  const look = async () => {
    timer = undefined
    // They may all have left since.
    if (!hasListeners()) return
    reading = true
    again = false
    try {
      send(await deps.read())
    } catch (error) {
      deps.log.warn({ error: String(error) }, 'the counters could not be read, will retry')
      lastSentAt = performance.now()
      again = true
    }
    reading = false
    if (again) changed()
  }

  /** Call when a counter may have changed. */
  const changed = () => {
    again = true
    if (timer || reading || !hasListeners()) return
    timer = setTimeout(look, Math.max(0, lastSentAt + GAP_MS - performance.now()))
  }

  adapter.on('join-room', (topic: string, id: string) => {
    if (topic !== DASHBOARD) return
    newcomers.add(id)
    changed()
  })
  adapter.on('leave-room', (topic: string, id: string) => {
    if (topic === DASHBOARD) newcomers.delete(id)
  })
  const clock = setInterval(changed, LOOK_MS)

  return {
    changed,
    stop() {
      clearInterval(clock)
      clearTimeout(timer)
    },
  }
}
