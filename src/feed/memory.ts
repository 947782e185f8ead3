import type { Viewer } from '../domain/audience.ts'
import { type EventRow, erasesCustomer, lastId } from '../domain/event.ts'

/** The latest rows of the log, at least `least` of them, indexed by viewer so that a replay skips rows of others. */
export function createMemory(least: number) {
  let rows: EventRow[] = []
  let ofStaff: EventRow[] = []
  let ofUsers = new Map<string, EventRow[]>()

  const file = (row: EventRow) => {
    if (row.staff) ofStaff.push(row)
    for (const userId of row.userIds) {
      const own = ofUsers.get(userId)
      if (!own) ofUsers.set(userId, [row])
      else if (own.at(-1) !== row) own.push(row)
    }
  }
  const begin = (kept: EventRow[]) => {
    rows = kept
    ofStaff = []
    ofUsers = new Map()
    for (const row of kept) file(row)
  }

  return {
    add(row: EventRow): void {
      if (erasesCustomer(row)) begin([])
      rows.push(row)
      file(row)
      if (rows.length > 2 * least) begin(rows.slice(-least))
    },
    forget: () => begin([]),

    /** Rows after `cursor` that may reach the viewer (see `concerns`), oldest first; null if some are no longer kept. */
    after(cursor: number, { staff, userId }: Viewer): EventRow[] | null {
      const next = rows[firstAfter(rows, cursor)]
      if (!next || next.id > cursor + 1) return null
      const own = staff ? ofStaff : (ofUsers.get(userId) ?? [])
      return own.slice(firstAfter(own, cursor))
    },
  }
}

/** Binary search: the index of the first row that has a place after the cursor. */
function firstAfter(rows: readonly EventRow[], cursor: number): number {
  let from = 0
  let to = rows.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (lastId(rows[middle]!) > cursor) to = middle
    else from = middle + 1
  }
  return from
}
