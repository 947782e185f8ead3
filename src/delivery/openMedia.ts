import { join } from 'node:path'
import type { ActionContext } from '../actions/context.ts'
import { createMediaLinks } from '../actions/mediaLinks.ts'
import type { Config } from '../config.ts'
import type { EventRow } from '../domain/event.ts'
import { createDiskObjects } from '../media/diskObjects.ts'
import { createInspector } from '../media/inspector.ts'
import { createS3Objects } from '../media/s3Objects.ts'
import { createWorkshop } from '../media/workshop.ts'
import { clearMedia } from './clearMedia.ts'
import { createMediaFetcher, type FetchDeps } from './fetchMedia.ts'

export type Media = ReturnType<typeof openMedia>

/** Files of messages: where they are kept, how they come in, and who may look at them by a link. */
export function openMedia({
  ctx,
  config,
  log,
  times,
  ...meta
}: {
  ctx: ActionContext
  config: Pick<Config, 'dataDir' | 's3' | 'jwtSecret' | 'jwtSecretPrevious'>
  /** Null: nothing is fetched. */
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
    /** Hears of the rows of a group of messages that came in. */
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
