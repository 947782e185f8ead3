import { inspectFile } from './inspect.ts'
import { isSystemError } from './unreadable.ts'
import { copyAsVoiceNote } from './voiceNote.ts'

/** With `to`: copied there as a voice note. */
export type Task = { path: string; to?: string }

/** What the thread says of its task: that it reads, and then what came of it. */
export type Told<T> =
  | { kind: 'reading' }
  | { kind: 'read'; value: T }
  /** The reader made nothing of it. */
  | { kind: 'unknown' }
  /** The system did not let it read. */
  | { kind: 'unread'; code: string }

declare const self: Worker

/** The thread behind inspector.ts. */
self.onmessage = async ({ data: { path, to } }: MessageEvent<Task>) => {
  const tell = (told: Told<unknown>) => self.postMessage(told)
  tell({ kind: 'reading' })
  try {
    const value = to === undefined ? await inspectFile(path) : await copyAsVoiceNote(path, to)
    tell({ kind: 'read', value })
  } catch (error) {
    tell(isSystemError(error) ? { kind: 'unread', code: error.code } : { kind: 'unknown' })
  }
}
