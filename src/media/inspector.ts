import type { Inspected } from './inspect.ts'
import type { Task } from './inspectorWorker.ts'

/** What reading a file may take; a whole film takes tens of ms. */
const LIMIT_MS = 10_000
/** The thread holds the readers' code, 30 MB: it ends when nobody has needed it for so long. */
const IDLE_MS = 30_000

const UNKNOWN: Inspected = {
  mime: null,
  animated: false,
  audioCodec: null,
  videoCodec: null,
  extension: 'bin',
}

export type Inspector = ReturnType<typeof createInspector>

/**
 * Reads files that came from outside, in a thread of its own. SECURITY: a file can be made so that its reader never ends.
 * It is then taken for a file of no known type, its thread is ended, and the server has not stood still.
 */
export function createInspector({ limitMs = LIMIT_MS } = {}) {
  let worker: Worker | undefined
  let idle: Timer | undefined
  let last: Promise<unknown> = Promise.resolve()

  const end = () => {
    worker?.terminate()
    worker = undefined
  }

  /** One at a time: whoever doesn't end takes nobody with it. */
  const ask = <T>(task: Task, otherwise: T): Promise<T> => {
    const answer = last.then(() => run(task, otherwise))
    last = answer
    return answer
  }

  const run = <T>(task: Task, otherwise: T) =>
    new Promise<T>((resolve) => {
      clearTimeout(idle)
      worker ??= new Worker(new URL('./inspectorWorker.ts', import.meta.url).href)
      const give = (value: T, broken = false) => {
        clearTimeout(limit)
        if (broken) end()
        else idle = setTimeout(end, IDLE_MS)
        resolve(value)
      }
      const limit = setTimeout(() => give(otherwise, true), limitMs)
      worker.onmessage = ({ data }: MessageEvent<{ value: T } | null>) =>
        give(data === null ? otherwise : data.value)
      worker.onerror = (event) => {
        event.preventDefault()
        give(otherwise, true)
      }
      worker.postMessage(task)
    })

  return {
    /** What a file is, by its content alone. */
    inspect: (path: string) => ask<Inspected>({ path }, UNKNOWN),
    /** See voiceNote.ts. False if there is no such copy; `to` may then hold a part of it. */
    copyAsVoiceNote: (path: string, to: string) => ask<boolean>({ path, to }, false),
    async stop(): Promise<void> {
      await last
      clearTimeout(idle)
      end()
    },
  }
}
