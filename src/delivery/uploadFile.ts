import type { Sql } from '../store/database.ts'
import { renewUpload, type SendJob, startSend } from '../store/outbox.ts'
import { isDatabaseUnavailable } from '../store/unavailable.ts'
import type { Graph } from '../whatsapp/graph.ts'
import { NO_FILE, type Upload } from './attempt.ts'

/** Opens a stored file as a local path that is valid until `release`; null if there is no such file. */
export type OpenFile = (
  object: string,
) => Promise<{ path: string; release(): Promise<void> } | null>

/** The store is out of reach or refuses access: a temporary failure, or one that an operator fixes. */
const UNREAD = { kind: 'unread' as const }
/** Nothing was sent, so any process may start at once: this one shuts down, or could not record that it starts. */
const GIVEN_BACK = { kind: 'given_back' as const }

/**
 * Uploads a file to Meta before the message that uses it. Large files take minutes, so the claim is renewed meanwhile. If
 * the process dies here, nothing has been sent, and the job returns to the queue.
 */
export function createUpload(deps: {
  sql: Sql
  graph: Pick<Graph, 'uploadMedia'>
  open: OpenFile
  now: () => number
  /** Aborts uploads when this process shuts down. */
  leaving: AbortSignal
  log: { warn: (fields: object, text: string) => void }
  renewMs?: number
}): Upload {
  const { sql, graph, now, log, leaving } = deps
  /** @returns undefined if the store failed, null if there is no such file */
  const open = async ({ messageId, object }: SendJob) => {
    try {
      return object === null ? null : await deps.open(object)
    } catch (error) {
      const { code } = error as { code?: unknown }
      log.warn({ messageId, code, error: String(error) }, 'a file could not be read, will retry')
    }
  }
  const start = async (job: SendJob, uploaded: { kind: 'uploaded'; id: string }) => {
    const claimedAt = now()
    try {
      const isOurs = await startSend(sql, job, { mediaId: uploaded.id, now: claimedAt })
      return isOurs ? { ...uploaded, claimedAt } : null
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error
      const { messageId } = job
      log.warn({ messageId, error: String(error) }, 'a send could not be started, will retry')
      return GIVEN_BACK
    }
  }
  return async (job: SendJob) => {
    const renewal = setInterval(() => {
      void renewUpload(sql, job, now()).catch(() => {})
    }, deps.renewMs ?? 10_000)
    let file: Awaited<ReturnType<OpenFile>> | undefined
    try {
      file = await open(job)
      if (leaving.aborted) return GIVEN_BACK
      if (!file) return file === null ? NO_FILE : UNREAD
      const uploaded = await graph.uploadMedia(job.phoneNumberId, Bun.file(file.path), {
        mime: job.mime ?? 'application/octet-stream',
        filename: job.filename ?? job.object!.split('/').at(-1)!,
        signal: leaving,
      })
      if (uploaded.kind === 'retry' && leaving.aborted) return GIVEN_BACK
      if (uploaded.kind !== 'uploaded') return uploaded
      return await start(job, uploaded)
    } finally {
      clearInterval(renewal)
      await file?.release()
    }
  }
}
