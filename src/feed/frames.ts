import { type Delivery, deliveryAt, reaches, slotIndexes, type Viewer } from '../domain/audience.ts'
import type { EventRow } from '../domain/event.ts'

/**
 * An Engine.IO message with an event of the default namespace, encoded as Socket.IO does it, but without searching every
 * field for binary attachments.
 */
export const frameOf = ({ event, payload }: Delivery) => `42${JSON.stringify([event, payload])}`

/** Returns the frames of a row that a viewer with this cursor has missed. */
export type FramesOf = (row: EventRow, cursor: number, viewer: Viewer) => string[]

export const framesOf: FramesOf = (row, cursor, viewer) =>
  slotsFor(row, cursor, viewer).map((index) => frameOf(deliveryAt(row, index)))

/** Frames by row, then by index of the slot. When the feed drops a row, its frames are garbage-collected with it. */
const kept = new WeakMap<EventRow, string[]>()

/** As framesOf, but cached, for rows in the feed's memory: clients that reconnect together need the same frames. */
export const keptFramesOf: FramesOf = (row, cursor, viewer) => {
  const frames = kept.get(row) ?? []
  kept.set(row, frames)
  return slotsFor(row, cursor, viewer).map((index) => {
    frames[index] ??= frameOf(deliveryAt(row, index))
    return frames[index]
  })
}

const slotsFor = (row: EventRow, cursor: number, viewer: Viewer) =>
  slotIndexes(row, cursor, (to) => reaches(row, to, viewer))
