import { Logging, LogLevel } from 'mediabunny'
import { inspectFile } from './inspect.ts'
import { isSystemError } from './unreadable.ts'
import { copyAsVoiceNote } from './voiceNote.ts'

/** With `to`, the file is copied there as a voice note; otherwise it is inspected. */
export type Task = { path: string; to?: string }

/** What the thread reports of its task: first that it started, then the result. */
export type WorkerReply<T> =
  | { kind: 'reading' }
  | { kind: 'read'; value: T }
  /** The parser could not make sense of the file. */
  | { kind: 'unknown' }
  /** The system refused to open or read it. */
  | { kind: 'unread'; code: string }

declare const self: Worker

// SECURITY: the reader would write to our log, with bytes of the file in it.
Logging.level = LogLevel.Silent

/** The thread behind inspector.ts. */
self.onmessage = async ({ data: { path, to } }: MessageEvent<Task>) => {
  const tell = (told: WorkerReply<unknown>) => self.postMessage(told)
  tell({ kind: 'reading' })
  try {
    const value = to === undefined ? await inspectFile(path) : await copyAsVoiceNote(path, to)
    tell({ kind: 'read', value })
  } catch (error) {
    tell(isSystemError(error) ? { kind: 'unread', code: error.code } : { kind: 'unknown' })
  }
}
