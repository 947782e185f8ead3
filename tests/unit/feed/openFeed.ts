import type { EventRow } from '../../../src/domain/event.ts'
import { createFeed } from '../../../src/feed/feed.ts'
import { fakeLog } from './fakeLog.ts'

const NEVER = 3_600_000

/** A feed on a log in memory, and what it has emitted. It polls only where `pollMs` says so. */
export async function openFeed(
  options: { pollMs?: number; before?: readonly EventRow[]; clock?: () => number } = {},
) {
  const log = fakeLog()
  log.rows.push(...(options.before ?? []))
  const emitted: EventRow[] = []
  let wake: (() => void)[] = []
  const warnings: object[] = []
  const feed = createFeed({
    sql: log.sql,
    emit: (row) => {
      emitted.push(row)
      for (const resolve of wake) resolve()
      wake = []
    },
    pollMs: options.pollMs ?? NEVER,
    ...(options.clock && { clock: options.clock }),
    log: { warn: (fields) => warnings.push(fields) },
  })
  await feed.start()
  /** Resolves when so many rows have been emitted. */
  const emits = async (count: number) => {
    while (emitted.length < count) await new Promise<void>((resolve) => wake.push(resolve))
  }
  return { ...log, feed, emitted, emits, warnings, ids: () => emitted.map(({ id }) => id) }
}
