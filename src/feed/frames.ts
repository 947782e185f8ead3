import { type Delivery, deliveryAt, placesOf, reaches, type Viewer } from '../domain/audience.ts'
import type { EventRow } from '../domain/event.ts'

/**
 * A message of Engine.IO with an event of the default namespace, as Socket.IO encodes it, without its look for binary
 * attachments in every field.
 */
export const frameOf = ({ event, payload }: Delivery) => `42${JSON.stringify([event, payload])}`

/** The frames of a row that a viewer with this cursor has missed. */
export type FramesOf = (row: EventRow, cursor: number, viewer: Viewer) => string[]

export const framesOf: FramesOf = (row, cursor, viewer) =>
  placesFor(row, cursor, viewer).map((place) => frameOf(deliveryAt(row, place)))

/** By row, then by place. A row that the feed forgets takes its frames along. */
const kept = new WeakMap<EventRow, string[]>()

/** As framesOf, for rows in the feed's memory: who comes back with others hears of what they hear of. */
export const keptFramesOf: FramesOf = (row, cursor, viewer) => {
  const frames = kept.get(row) ?? []
  kept.set(row, frames)
  return placesFor(row, cursor, viewer).map((place) => {
    frames[place] ??= frameOf(deliveryAt(row, place))
    return frames[place]
  })
}

const placesFor = (row: EventRow, cursor: number, viewer: Viewer) =>
  placesOf(row, cursor, (to) => reaches(row, to, viewer))
