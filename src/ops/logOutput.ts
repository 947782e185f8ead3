import type { Writable } from 'node:stream'

/** Limit of waiting lines, in characters. Beyond it the oldest are dropped. */
const MAX_BUFFERED = 1024 * 1024
/** Characters handed to the stream at once. They can't be dropped any more, and delay later lines. */
const MAX_IN_FLIGHT = 64 * 1024
/** A flush waits this long for the reader, then drops all but the last lines, and waits as long again. */
const PATIENCE_MS = 750
const KEPT_ON_FLUSH = 16 * 1024

export type LogOutput = {
  write: (line: string) => void
  /** Resolves when everything has been written, or can't be. */
  flush: () => Promise<void>
}

/**
 * Writes lines to a stream whose reader may be slow or gone. They wait here instead of in the runtime's buffer, which has no
 * limit and is lost when the process ends.
 */
export function createLogOutput(to: Pick<Writable, 'write'>): LogOutput {
  const waiting: string[] = []
  let length = 0
  let inFlight = 0
  let lost = 0
  let pumping = false
  const idle = new Set<() => void>()

  const take = (): string => {
    const line = waiting.shift()!
    length -= line.length
    return line
  }
  const send = (line: string) => {
    inFlight += line.length
    to.write(line, () => {
      inFlight -= line.length
      pump()
    })
  }
  const pump = () => {
    // If the stream takes a line at once, its callback calls this again, within the loop.
    if (pumping) return
    pumping = true
    while (waiting.length > 0 && inFlight < MAX_IN_FLIGHT) {
      if (lost > 0) send(gap(lost))
      lost = 0
      send(take())
    }
    pumping = false
    if (inFlight > 0) return
    for (const done of idle) done()
    idle.clear()
  }
  /** Keeps only the last waiting lines, up to `most` characters. */
  const keep = (most: number) => {
    for (; length > most; lost++) take()
  }
  /** @returns whether everything was written in time */
  const drained = async () => {
    if (inFlight === 0) return true
    const { promise, resolve } = Promise.withResolvers<boolean>()
    idle.add(() => resolve(true))
    const late = setTimeout(resolve, PATIENCE_MS, false)
    const isOut = await promise
    clearTimeout(late)
    return isOut
  }

  return {
    write(line) {
      waiting.push(line)
      length += line.length
      keep(MAX_BUFFERED)
      pump()
    },
    async flush() {
      if (await drained()) return
      keep(KEPT_ON_FLUSH)
      await drained()
    },
  }
}

const gap = (lines: number) =>
  `${JSON.stringify({ level: 40, time: Date.now(), lines, msg: 'log lines were dropped, because the reader is too slow' })}\n`
