import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ActionContext } from '../actions/context.ts'
import { createMediaLinks } from '../actions/mediaLinks.ts'
import type { Config } from '../config.ts'
import type { EventRow } from '../domain/event.ts'
import { createDiskObjects } from '../media/diskObjects.ts'
import { createInspector } from '../media/inspector.ts'
import { createS3Objects } from '../media/s3Objects.ts'
import { createWorkshop } from '../media/workshop.ts'
import { findKnownObjects, sweepUnwantedObjects } from '../store/mediaObjects.ts'
import { createMediaFetcher, type FetchDeps } from './fetchMedia.ts'

/** Longer than any send takes from reading what it sends to its commit. */
const LET_GO_MS = 60_000
const SWEPT_AT_ONCE = 200

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
    /** Removes what messages have let go of, and what killed processes left. */
    async clear(): Promise<void> {
      const before = ctx.now() - LET_GO_MS
      await sweepUnwantedObjects(ctx.sql, { before, limit: SWEPT_AT_ONCE }, objects.remove)
      const left = await workshop.leftBehind(ctx.now())
      if (left.length === 0) return
      const named = left.flatMap(({ object }) => object ?? [])
      const known = await findKnownObjects(ctx.sql, named)
      for (const { path, object } of left) {
        if (object !== null && !known.has(object)) await objects.remove(object)
        await rm(path, { force: true })
      }
    },
    start: () => fetcher?.start(),
    async stop(): Promise<void> {
      await fetcher?.stop()
      await inspector.stop()
    },
  }
}
