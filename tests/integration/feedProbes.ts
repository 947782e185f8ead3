import type { Feed } from '../../src/feed/feed.ts'
import type { Sql } from '../../src/store/database.ts'

/** A feed that counts its open watches over access. */
export function counting(feed: Feed, watches: { open: number }): Feed {
  const watchAccess = () => {
    const watch = feed.watchAccess()
    let open = 1
    watches.open++
    const end = () => {
      watches.open -= open
      open = 0
      return watch.end()
    }
    return { ...watch, end }
  }
  return Object.create(feed, { watchAccess: { value: watchAccess } })
}

/** A database whose next answer can be held back. */
export function pausable(sql: Sql) {
  let armed: { reached: () => void; released: Promise<void> } | undefined
  const call = (strings: TemplateStringsArray, ...values: never[]) => {
    const query = sql(strings, ...values)
    const pause = armed
    if (!pause) return query
    armed = undefined
    return query.then(async (rows) => {
      pause.reached()
      await pause.released
      return rows
    })
  }
  const next = () => {
    const reached = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    armed = { reached: reached.resolve, released: released.promise }
    return { reached: reached.promise, release: released.resolve }
  }
  return { sql: call as never as Sql, next }
}
