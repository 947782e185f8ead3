import { type Delivery, deliveryAt, placesOf, reaches, type Viewer } from '../domain/audience.ts'
import type { EventRow } from '../domain/event.ts'

/** As Socket.IO encodes an event of the default namespace, without its look for binary attachments in every field. */
const encoded = ({ event, payload }: Delivery) => `2${JSON.stringify([event, payload])}`

/** The packets of a row that a viewer with this cursor has missed. */
export type PacketsOf = (row: EventRow, cursor: number, viewer: Viewer) => string[]

export const packetsOf: PacketsOf = (row, cursor, viewer) =>
  placesFor(row, cursor, viewer).map((place) => encoded(deliveryAt(row, place)))

/** By row, then by place. A row that the feed forgets takes its packets along. */
const kept = new WeakMap<EventRow, string[]>()

/** As packetsOf, for rows in the feed's memory: who comes back with others hears of what they hear of. */
export const keptPacketsOf: PacketsOf = (row, cursor, viewer) => {
  const packets = kept.get(row) ?? []
  kept.set(row, packets)
  return placesFor(row, cursor, viewer).map((place) => {
    packets[place] ??= encoded(deliveryAt(row, place))
    return packets[place]
  })
}

const placesFor = (row: EventRow, cursor: number, viewer: Viewer) =>
  placesOf(row, cursor, (to) => reaches(row, to, viewer))
