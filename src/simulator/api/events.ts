import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { JournalEvent } from '../journal.ts'
import type { World } from '../world.ts'

/** Heartbeat: the server cuts connections that are idle for a minute. */
const BEAT_MS = 20_000
const MAX_BEHIND = 2_000

/**
 * Streams the journal as server-sent events, named like the keys of `simulatorEvents`. `?after=` (0: all that is kept), or
 * the `Last-Event-ID` of a reconnecting browser, first replays what was missed.
 */
export function streamEvents({ journal }: World, c: Context): Response {
  const after = c.req.header('last-event-id') ?? c.req.query('after')
  return streamSSE(c, async (stream) => {
    const waiting: JournalEvent[] = after === undefined ? [] : journal.after(Number(after) || 0)
    let wake = () => {}
    const stop = journal.listen((event) => {
      // A page that falls behind reconnects with its Last-Event-ID.
      if (waiting.push(event) > MAX_BEHIND) stream.abort()
      wake()
    })
    const beat = setInterval(() => void stream.write(': still here\n\n'), BEAT_MS)
    stream.onAbort(() => wake())
    const atTheEnd = () => wake()
    journal.over.addEventListener('abort', atTheEnd)
    const ended = () => stream.aborted || journal.over.aborted
    // Tells the page that it is connected, before the first event.
    await stream.write(': connected\n\n')
    while (!ended()) {
      const event = waiting.shift()
      if (!event) {
        await new Promise<void>((resolve) => {
          wake = resolve
          if (waiting.length > 0 || ended()) resolve()
        })
        continue
      }
      const { id, name, data } = event
      await stream.writeSSE({ id: String(id), event: name, data: JSON.stringify(data) })
    }
    journal.over.removeEventListener('abort', atTheEnd)
    clearInterval(beat)
    stop()
  })
}
