import { inspectFile } from './inspect.ts'
import { copyAsVoiceNote } from './voiceNote.ts'

/** With `to`: copied there as a voice note. */
export type Task = { path: string; to?: string }

declare const self: Worker

/** The thread behind inspector.ts. Answers null for what could not be read. */
self.onmessage = async ({ data: { path, to } }: MessageEvent<Task>) => {
  try {
    const value = to === undefined ? await inspectFile(path) : await copyAsVoiceNote(path, to)
    self.postMessage({ value })
  } catch {
    self.postMessage(null)
  }
}
