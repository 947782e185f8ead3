import { DASHBOARD } from '../domain/dashboardRooms.ts'
import type { DashboardStats } from '../protocol/stats.ts'
import type { Io } from './io.ts'

/** At most once a second, also for who counts with a clock of its own. */
const GAP_MS = 1020
/** What changes by the clock alone (windows that close, a new day) is looked for so often. */
const LOOK_MS = 30_000

/**
 * Tells `dashboard` the counters when one has changed, and whoever joins what they are. Nothing is read while
 * nobody is there.
 */
export function createDashboardStats(deps: {
  io: Io
  read: () => Promise<DashboardStats>
  log: { warn: (fields: object, text: string) => void }
}) {
  const { io } = deps
  const { adapter } = io.of('/')
  const newcomers = new Set<string>()
  let told = ''
  let toldAt = Number.NEGATIVE_INFINITY
  let timer: Timer | undefined
  let reading = false
  let again = false

  const somebodyIsThere = () => adapter.rooms.has(DASHBOARD)

  const tell = (stats: DashboardStats) => {
    const { generated_at, ...counters } = stats
    const now = JSON.stringify(counters)
    const to = now === told ? [...newcomers] : [DASHBOARD]
    newcomers.clear()
    if (to.length === 0) return
    told = now
    toldAt = performance.now()
    io.local.to(to).emit('dashboard_stats', stats)
  }

  const look = async () => {
    timer = undefined
    reading = true
    again = false
    try {
      tell(await deps.read())
    } catch (error) {
      deps.log.warn({ error: String(error) }, 'the counters could not be read, and will be')
      toldAt = performance.now()
      again = true
    }
    reading = false
    if (again) changed()
  }

  /** Something may count differently now. */
  const changed = () => {
    again = true
    if (timer || reading || !somebodyIsThere()) return
    timer = setTimeout(look, Math.max(0, toldAt + GAP_MS - performance.now()))
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
