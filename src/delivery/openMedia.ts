import { join } from 'node:path'
import type { ActionContext } from '../actions/context.ts'
import { createMediaLinks } from '../auth/mediaLinks.ts'
import type { Config } from '../config.ts'
import type { EventRow } from '../domain/event.ts'
import { createDiskObjects } from '../media/diskObjects.ts'
import { createInspector } from '../media/inspector.ts'
import { createS3Objects } from '../media/s3Objects.ts'
import { createWorkshop } from '../media/workshop.ts'
import { clearMedia } from './clearMedia.ts'
import { createMediaFetcher, type FetchDeps } from './fetchMedia.ts'

export type Media = ReturnType<typeof openMedia>

/** Everything for files of messages: the store, the download from Meta, and signed links. */
export function openMedia({
  ctx,
  config,
  log,
  times,
  ...meta
}: {
  ctx: ActionContext
  config: Pick<Config, 'dataDir' | 's3' | 'jwtSecret' | 'jwtSecretPrevious'>
  /** Null if nothing can be downloaded. */
  graph: FetchDeps['graph'] | null
  graphUrl: () => string
  token: () => string
  log: FetchDeps['log']
  times?: FetchDeps['times']
}) {
  const folder = join(config.dataDir, 'media')
  const workshop = createWorkshop(join(folder, 'incoming'), ctx.newId)
  const inspector = createInspector()
  const objects = config.s3 ? createS3Objects(config.s3, workshop) : createDiskObjects(folder)
  const links = createMediaLinks({
    secret: config.jwtSecret,
    previousSecret: config.jwtSecretPrevious,
    now: ctx.now,
  })
  const { graph } = meta
  const fetcher =
    graph && createMediaFetcher({ ctx, ...meta, graph, objects, workshop, inspector, log, times })

  return {
    objects,
    workshop,
    inspector,
    links,
    /** Call with the log rows of each ingested group. */
    noteStored(rows: readonly EventRow[]): void {
      const files = rows.some(
        (row) =>
          (row.kind === 'message' || row.kind === 'room_created') && row.data.media_type !== null,
      )
      if (files) fetcher?.wake()
    },
    clear: () => clearMedia({ ctx, objects, workshop, log }),
    start: () => fetcher?.start(),
    async stop(): Promise<void> {
      await fetcher?.stop()
      await inspector.stop()
    },
  }
}
