import type { IdentityPlan } from '../domain/identityPlan.ts'
import type { Tx } from './database.ts'
import { attachIdentities, mirrorIdentities, supersedeIdentities } from './identities.ts'
import { mergeContacts } from './mergeContacts.ts'
import type { RoomMerge } from './mergeRooms.ts'

/** Writes a plan. The caller has locked its contacts and their rooms, and made the plan under these locks. */
export async function applyIdentityPlan(
  tx: Tx,
  { supersede, merge, attach }: IdentityPlan,
  sources: { now: number; newId: () => string },
): Promise<RoomMerge[]> {
  await supersedeIdentities(tx, supersede, sources.now)
  const merges = merge ? await mergeContacts(tx, merge) : []
  await attachIdentities(tx, attach, sources)
  const touched = new Set([...supersede, ...attach].map(({ contactId }) => contactId))
  if (merge) touched.add(merge.survivor)
  await mirrorIdentities(tx, [...touched], sources.now)
  return merges
}
