import type { Sql } from '../store/database.ts'
import { renewUpload, type SendJob, takeOff } from '../store/outbox.ts'
import type { Graph } from '../whatsapp/graph.ts'
import { NO_FILE, type Upload } from './fly.ts'

/** A stored file on this machine, for as long as it is not released; null when it is not there. */
export type OpenFile = (
  object: string,
) => Promise<{ path: string; release(): Promise<void> } | null>

/** The store is away, or refuses: that passes, or somebody sees to it. */
const UNREAD = { kind: 'unread' as const }
/** This process leaves: nothing was sent, and the next one may begin at once. */
const GIVEN_BACK = { kind: 'given_back' as const }

/**
 * Brings a file to Meta before the message that shows it; large ones take minutes, and their claim is renewed meanwhile.
 * Whoever dies here has sent nothing: the job goes back into the line.
 */
export function createUpload(deps: {
  sql: Sql
  graph: Pick<Graph, 'uploadMedia'>
  open: OpenFile
  now: () => number
  /** Ends what is under way: this process leaves. */
  leaving: AbortSignal
  log: { warn: (fields: object, text: string) => void }
  renewMs?: number
}): Upload {
  const { sql, graph, now, log, leaving } = deps
  /** @returns undefined when the store can't tell */
  const open = async ({ messageId, object }: SendJob) => {
    try {
      return object === null ? null : await deps.open(object)
    } catch (error) {
      const { code } = error as { code?: unknown }
      log.warn({ messageId, code, error: String(error) }, 'a file could not be read, and will be')
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
      return (await takeOff(sql, job, { mediaId: uploaded.id, now: now() })) ? uploaded : null
    } finally {
      clearInterval(renewal)
      await file?.release()
    }
  }
}
