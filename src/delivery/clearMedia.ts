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

/** Longer than any send takes from reading what it sends to its commit. */
const LET_GO_MS = 60_000
const CLAIMED_AT_ONCE = 200

type Deps = {
  ctx: Pick<ActionContext, 'sql' | 'now'>
  objects: Pick<ObjectStore, 'remove'>
  workshop: Pick<Workshop, 'leftBehind'>
  log: Pick<FetchDeps['log'], 'warn'>
}

/**
 * Removes what messages have let go of, and what killed processes left. Each file by itself, and with no transaction open
 * meanwhile: a store may be slow, and one that it keeps holds up no other.
 */
export async function clearMedia(deps: Deps): Promise<void> {
  await removeUnwanted(deps)
  await removeLeftBehind(deps)
}

async function removeUnwanted({ ctx, objects, log }: Deps): Promise<void> {
  const before = ctx.now() - LET_GO_MS
  for (let more = true; more; ) {
    const claim = { now: ctx.now(), before, limit: CLAIMED_AT_ONCE }
    const claimed = await claimUnwantedObjects(ctx.sql, claim)
    const removed = await removeEach(claimed, objects.remove, log)
    await forgetUnwantedObjects(ctx.sql, removed)
    // A store that is out of reach would be asked for each there is.
    more = removed.length === CLAIMED_AT_ONCE
  }
}

/** The object that such a file was about to become goes first: its name is known from the file alone. */
async function removeLeftBehind({ ctx, objects, workshop, log }: Deps): Promise<void> {
  const left = await workshop.leftBehind(ctx.now())
  if (left.length === 0) return
  const named = left.flatMap(({ object }) => object ?? [])
  const known = await findKnownObjects(ctx.sql, named)
  const remove = async ({ path, object }: (typeof left)[number]) => {
    if (object !== null && !known.has(object)) await objects.remove(object)
    await rm(path, { force: true })
  }
  await removeEach(left, remove, log)
}

/** Those that are gone now. */
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
  if (kept > 0) log.warn({ files: kept, code }, 'files could not be removed, and will be')
  return removed
}
