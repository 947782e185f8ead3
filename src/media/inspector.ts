import type { Inspected } from './inspect.ts'
import type { Task, WorkerReply } from './inspectorWorker.ts'
import { Unreadable } from './unreadable.ts'

/** Time limit for reading a file; a whole video takes tens of ms. */
const LIMIT_MS = 10_000
/** The thread ends after this long without work, since the parsers' code takes 30 MB. */
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
 * Reads files from outside in a worker thread. SECURITY: a file can send its parser into an endless loop. Its thread is then
 * terminated and the file's type is unknown, while the server keeps running. If the cause is not the file (no thread, no
 * file handle), it throws Unreadable, and the caller may try again.
 */
export function createInspector({ limitMs = LIMIT_MS, thread = startThread } = {}) {
  let worker: Worker | undefined
  let idle: Timer | undefined
  let last: Promise<unknown> = Promise.resolve()

  const end = () => {
    worker?.terminate()
    worker = undefined
  }

  /** One task at a time: ending the thread of one that hangs, or an error, affects no other. */
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

  /** The thread's last message about the task within the time limit; `silent`: it never began. */
  const tell = (task: Task) =>
    new Promise<WorkerReply<unknown> | { kind: 'silent' }>((resolve) => {
      let told: WorkerReply<unknown> | { kind: 'silent' } = { kind: 'silent' }
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
      worker.onmessage = ({ data }: MessageEvent<WorkerReply<unknown>>) => {
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
     * Detects a file's type by its content alone.
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
