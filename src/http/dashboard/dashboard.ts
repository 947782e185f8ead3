import type { HttpLog } from '../deps.ts'
import { type Built, fingerprint, loadDashboard } from './cache.ts'

export type Dashboard = {
  /** The files to serve, as soon as they are there. */
  current: () => Promise<Built>
  /** Those that a page was given last: what it loads is among them, without another look at the sources. */
  given: () => Promise<Built>
}

/** Servers of one process share what they built. */
const built = new Map<string, Promise<Built>>()

/**
 * The dashboard's files: made at the first call, which need not be waited for, and then kept.
 * @param watch look at the sources again at each page, as development wants it
 */
export function createDashboard({ log, watch }: { log: HttpLog; watch: boolean }): Dashboard {
  let last: Promise<Built> | undefined
  const load = async (): Promise<Built> => {
    const print = await fingerprint()
    const known = built.get(print)
    if (known) return known
    const loading = loadDashboard(print)
    built.set(print, loading)
    try {
      const { ms, from } = await loading
      log.info({ ms, from }, 'the dashboard is built')
    } catch (error) {
      built.delete(print)
      log.error({ error: String(error) }, 'the dashboard could not be built')
    }
    return loading
  }
  const current = () => {
    if (watch || !last) {
      const next = load()
      next.catch(() => {
        if (last === next) last = undefined
      })
      last = next
    }
    return last
  }
  return { current, given: () => last ?? current() }
}
