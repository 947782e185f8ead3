import type { Inspected } from './inspect.ts'
import type { Task, Told } from './inspectorWorker.ts'
import { Unreadable } from './unreadable.ts'

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

const startThread = () => new Worker(new URL('./inspectorWorker.ts', import.meta.url).href)

/**
 * Reads files that came from outside, in a thread of its own. SECURITY: a file can be made so that its reader never ends.
 * It is then taken for a file of no known type, its thread is ended, and the server has not stood still. What is no fault
 * of the file (no thread, no handle left) throws Unreadable: nothing is known of it, and it may be asked about again.
 */
export function createInspector({ limitMs = LIMIT_MS, thread = startThread } = {}) {
  let worker: Worker | undefined
  let idle: Timer | undefined
  let last: Promise<unknown> = Promise.resolve()

  const end = () => {
    worker?.terminate()
    worker = undefined
  }

  /** One at a time: whoever doesn't end, or can't be read, takes nobody with it. */
  const ask = <T>(task: Task, otherwise: T): Promise<T> => {
    const answer = last.then(() => run(task, otherwise))
    last = answer.catch(() => {})
    return answer
  }

  const run = async <T>(task: Task, otherwise: T): Promise<T> => {
    clearTimeout(idle)
    const told = await tell(task)
    if (told.kind === 'reading' || told.kind === 'silent') end()
    else idle = setTimeout(end, IDLE_MS)
    if (told.kind === 'read') return told.value as T
    if (told.kind === 'unread') throw new Unreadable(told.code)
    if (told.kind === 'silent') throw new Unreadable()
    return otherwise
  }

  /** The last that the thread says of a task within the limit; `silent`: it never began. */
  const tell = (task: Task) =>
    new Promise<Told<unknown> | { kind: 'silent' }>((resolve) => {
      let told: Told<unknown> | { kind: 'silent' } = { kind: 'silent' }
      const give = () => {
        clearTimeout(limit)
        resolve(told)
      }
      const limit = setTimeout(give, limitMs)
      try {
        worker ??= thread()
      } catch {
        return give()
      }
      worker.onmessage = ({ data }: MessageEvent<Told<unknown>>) => {
        told = data
        if (told.kind !== 'reading') give()
      }
      worker.onerror = (event) => {
        event.preventDefault()
        give()
      }
      worker.postMessage(task)
    })

  return {
    /**
     * What a file is, by its content alone.
     * @throws Unreadable
     */
    inspect: (path: string) => ask<Inspected>({ path }, UNKNOWN),
    /**
     * See voiceNote.ts. False if there is no such copy; `to` may then hold a part of it.
     * @throws Unreadable
     */
    copyAsVoiceNote: (path: string, to: string) => ask<boolean>({ path, to }, false),
    async stop(): Promise<void> {
      await last
      clearTimeout(idle)
      end()
    },
  }
}
