import { LISTS, mayHearSummary, participantsAfter, typeBefore } from '../domain/dashboardRooms.ts'
import type { EventRow, RoomFacts } from '../domain/event.ts'
import { buildRoomSummary } from '../domain/roomSummary.ts'
import type { CustomerType } from '../protocol/room.ts'
import type { Io } from './io.ts'
import { listTopics } from './topics.ts'

/** At most 4 updates per second and room; a bit over 250 ms, since a client may measure with another clock. */
const GAP_MS = 260
/** Changes within this time share one read. */
const GATHER_MS = 10
const RETRY_MS = 1000
const BATCH = 200

type Entry = {
  /** The room's participants, as of its latest row that this feed passed. */
  userIds: readonly string[]
  /** Customer types the room had since its last update: the lists of these types are updated too. */
  typesBefore: Set<CustomerType>
  changed: boolean
  notBefore: number
}

/**
 * Sends changed rooms to the dashboard rooms (`CustomerApp`, …), for the sockets of this process, triggered by the rows
 * that its feed passes. Not durable: a client that comes later reads the list. `read` also returns its snapshot's place.
 */
export function createRoomUpdates(deps: {
  io: Io
  read: (roomIds: readonly string[]) => Promise<{ eventId: number; rooms: RoomFacts[] }>
  passed: (place: number) => Promise<void>
  log: { warn: (fields: object, text: string) => void }
}) {
  const { io } = deps
  const entries = new Map<string, Entry>()
  let timer: Timer | undefined
  let timerAt = Number.POSITIVE_INFINITY
  let flushing = false
  let stopped = false

  const joined = (topic: string) => io.of('/').adapter.rooms.has(topic)
  const hasListeners = (userIds: readonly string[]) =>
    Object.values(LISTS).some(({ room }) => listTopics(room, userIds).some(joined))

  const flushAt = (time: number) => {
    if (flushing || stopped || timerAt <= time) return
    clearTimeout(timer)
    timerAt = time
    timer = setTimeout(flush, Math.max(0, time - performance.now()))
  }

  const takeDue = (): string[] => {
    const now = performance.now()
    const due: string[] = []
    for (const [roomId, entry] of entries) {
      if (entry.notBefore > now) continue
      if (!entry.changed) entries.delete(roomId)
      else if (due.length < BATCH) due.push(roomId)
    }
    return due
  }

  const emitUpdates = (facts: RoomFacts, entry: Entry, eventId: number) => {
    const inSummary = facts.participants.map(({ user_id }) => user_id)
    const userIds = mayHearSummary(inSummary, entry.userIds)
    const summary = buildRoomSummary(facts, eventId)
    for (const type of new Set([facts.customer_type, ...entry.typesBefore])) {
      const { room, event } = LISTS[type]
      for (const topic of listTopics(room, userIds))
        if (joined(topic)) io.local.to(topic).emit(event, summary)
    }
  }

  const emitDue = async (due: readonly string[]) => {
    const dues = due.map((roomId) => {
      const entry = entries.get(roomId)!
      const { typesBefore } = entry
      entry.changed = false
      entry.typesBefore = new Set()
      return { roomId, entry, typesBefore }
    })
    try {
      const { eventId, rooms } = await deps.read(due)
      // Then `entry.userIds` no longer has users who lost the room before the snapshot.
      await deps.passed(eventId)
      const facts = new Map(rooms.map((room) => [room.id, room]))
      for (const { roomId, entry, typesBefore } of dues) {
        const room = facts.get(roomId)
        if (room) emitUpdates(room, { ...entry, typesBefore }, eventId)
        entry.notBefore = performance.now() + GAP_MS
      }
    } catch (error) {
      deps.log.warn(
        { error: String(error) },
        'updates of dashboard rooms could not be sent, will retry',
      )
      for (const { entry, typesBefore } of dues) {
        entry.changed = true
        for (const type of typesBefore) entry.typesBefore.add(type)
        entry.notBefore = performance.now() + RETRY_MS
      }
    }
  }

  const flush = async () => {
    timerAt = Number.POSITIVE_INFINITY
    flushing = true
    const due = takeDue()
    if (due.length > 0) await emitDue(due)
    flushing = false
    let next = Number.POSITIVE_INFINITY
    for (const { notBefore } of entries.values()) next = Math.min(next, notBefore)
    if (entries.size > 0) flushAt(next)
  }

  return {
    /** [D4] Takes a row right after the feed has emitted it and applied its access changes. */
    note(row: EventRow): void {
      const { roomId } = row
      if (roomId === null) return
      let entry = entries.get(roomId)
      if (entry) entry.userIds = participantsAfter(row)
      if (!hasListeners(row.userIds)) return
      if (!entry) {
        const notBefore = performance.now() + GATHER_MS
        entry = {
          userIds: participantsAfter(row),
          typesBefore: new Set(),
          changed: true,
          notBefore,
        }
        entries.set(roomId, entry)
      }
      entry.changed = true
      const before = typeBefore(row)
      if (before) entry.typesBefore.add(before)
      flushAt(entry.notBefore)
    },

    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
