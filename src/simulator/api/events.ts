import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { JournalEvent } from '../journal.ts'
import type { World } from '../world.ts'

/** Quiet connections are cut after a minute. */
const BEAT_MS = 20_000
const MAX_BEHIND = 2_000

/**
 * What happens, as server-sent events named like the keys of `simulatorEvents`. `?after=` (0: all that is kept), or a
 * reconnecting browser's `Last-Event-ID`, brings what was missed first.
 */
export function streamEvents({ journal }: World, c: Context): Response {
  const after = c.req.header('last-event-id') ?? c.req.query('after')
  return streamSSE(c, async (stream) => {
    const waiting: JournalEvent[] = after === undefined ? [] : journal.after(Number(after) || 0)
    let wake = () => {}
    const stop = journal.listen((event) => {
      // A page that does not keep up comes back by its Last-Event-ID.
      if (waiting.push(event) > MAX_BEHIND) stream.abort()
      wake()
    })
    const beat = setInterval(() => void stream.write(': still here\n\n'), BEAT_MS)
    stream.onAbort(() => wake())
    const atTheEnd = () => wake()
    journal.over.addEventListener('abort', atTheEnd)
    const ended = () => stream.aborted || journal.over.aborted
    // So that a page knows that it is connected before anything happens.
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
