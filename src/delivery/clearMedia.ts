import { rm } from 'node:fs/promises'
import type { ActionContext } from '../actions/context.ts'
import type { ObjectStore } from '../media/objects.ts'
import type { Workshop } from '../media/workshop.ts'
import {
  claimUnwantedObjects,
  findKnownObjects,
  forgetUnwantedObjects,
} from '../store/mediaObjects.ts'
import type { FetchDeps } from './fetchMedia.ts'

/** Grace period for unused files: longer than any send takes from reading a file's row to its commit. */
const LET_GO_MS = 60_000
const CLAIMED_AT_ONCE = 200

type Deps = {
  ctx: Pick<ActionContext, 'sql' | 'now'>
  objects: Pick<ObjectStore, 'remove'>
  workshop: Pick<Workshop, 'findLeftovers'>
  log: Pick<FetchDeps['log'], 'warn'>
}

/**
 * Removes files that no message uses any more, and files left by killed processes. One by one and without an open
 * transaction: the store may be slow, and a file that can't be removed must not block the others.
 */
export async function clearMedia(deps: Deps): Promise<void> {
  await removeUnwanted(deps)
  await removeLeftovers(deps)
}

async function removeUnwanted({ ctx, objects, log }: Deps): Promise<void> {
  const before = ctx.now() - LET_GO_MS
  for (let more = true; more; ) {
    const claim = { now: ctx.now(), before, limit: CLAIMED_AT_ONCE }
    const claimed = await claimUnwantedObjects(ctx.sql, claim)
    const removed = await removeEach(claimed, objects.remove, log)
    await forgetUnwantedObjects(ctx.sql, removed)
    // Continue only after a full success: a store that is out of reach would fail for every file.
    more = removed.length === CLAIMED_AT_ONCE
  }
}

/** Removes the object in the store before the local file, since only the local file's name tells which object it was for. */
async function removeLeftovers({ ctx, objects, workshop, log }: Deps): Promise<void> {
  const left = await workshop.findLeftovers(ctx.now())
  if (left.length === 0) return
  const named = left.flatMap(({ object }) => object ?? [])
  const known = await findKnownObjects(ctx.sql, named)
  const remove = async ({ path, object }: (typeof left)[number]) => {
    if (object !== null && !known.has(object)) await objects.remove(object)
    await rm(path, { force: true })
  }
  await removeEach(left, remove, log)
}

/** @returns the files that were removed */
async function removeEach<T>(
  files: readonly T[],
  remove: (file: T) => Promise<void>,
  log: Deps['log'],
): Promise<T[]> {
  const removed: T[] = []
  let code: unknown
  for (const file of files) {
    try {
      await remove(file)
      removed.push(file)
    } catch (error) {
      code = (error as { code?: unknown }).code
    }
  }
  const kept = files.length - removed.length
  if (kept > 0) log.warn({ files: kept, code }, 'files could not be removed, will retry')
  return removed
}
