import { type Audience, deliveriesOf } from '../domain/audience.ts'
import type { EventRow } from '../domain/event.ts'
import { frameOf } from './frames.ts'

/** The sockets of this process, as the feed sees them. */
export type Outlet = {
  /** For each audience of a row, the topics that sockets of this process are in. No socket is in two of them. */
  topicsOf: (row: EventRow) => Record<Audience, string[]>
  publish: (topic: string, frame: string) => void
}

/** Emits a log row to the sockets of this process. Every durable event that goes out live goes out here. */
export function emitRow({ topicsOf, publish }: Outlet, row: EventRow): void {
  const topics = topicsOf(row)
  const isHeard = (audience: Audience) => topics[audience].length > 0
  // Events that no socket here listens to are not built.
  for (const delivery of deliveriesOf(row, 0, (to) => to.some(isHeard))) {
    const frame = frameOf(delivery)
    for (const audience of delivery.to) for (const topic of topics[audience]) publish(topic, frame)
  }
}
