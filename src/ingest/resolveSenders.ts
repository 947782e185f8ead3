import type { ActionContext } from '../actions/context.ts'
import { renameContact } from '../actions/renameContact.ts'
import { settleChange, settleIdentity } from '../actions/settleIdentity.ts'
import { identitiesToLookUp, identityKey, resolveIdentity } from '../domain/identity.ts'
import { roomOn } from '../domain/knownRoom.ts'
import { findHoldersAndRooms } from '../store/identities.ts'
import { findStored } from '../store/ingestGroup.ts'
import type { IdentityChange, Inbound, Sender } from '../whatsapp/inbound.ts'
import { type Directory, type Names, senderKey } from './directory.ts'
import { senderOf } from './planGroup.ts'

export type SenderQuery = {
  key: string
  sender: Sender
  channelId: string
  /** Whether the customer sent one of the messages, or is only named by a status. */
  writes: boolean
  /** The wamid that brought the names last; null if a status did, or if there are none. */
  namedBy: string | null
}

/**
 * Writes the identity changes that Meta announced, before anything else of the group is decided. Each is written once: a
 * number given up may belong to another customer by now. [I17] If its message is stored already, it is a redelivery.
 * @param settled changes written before, even if their group failed afterwards
 */
export async function settleIdentityChanges(
  ctx: ActionContext,
  items: readonly Inbound[],
  settled: WeakSet<Inbound>,
): Promise<void> {
  const announced = items.filter((item) => identityChangeIn(item) !== null && !settled.has(item))
  if (announced.length === 0) return
  const done = await findStored(ctx.sql, announced.flatMap(wamidOf))
  for (const item of announced) {
    const wamids = wamidOf(item)
    if (!wamids.some((wamid) => done.has(wamid))) await settleChange(ctx, identityChangeIn(item)!)
    for (const wamid of wamids) done.add(wamid)
    settled.add(item)
  }
}

function identityChangeIn(item: Inbound): IdentityChange | null {
  if (item.kind === 'identity') return item.change
  return item.kind === 'message' ? item.identityChange : null
}

const wamidOf = (item: Inbound) => (item.kind === 'message' ? [item.wamid] : [])

/** The distinct senders of a group, in the order they came, each with its latest names. */
export function sendersOf(
  items: readonly Inbound[],
  channelIdOf: (phoneNumberId: string) => string,
): ReadonlyMap<string, SenderQuery> {
  const asked = new Map<string, SenderQuery>()
  for (const item of items) {
    const named = senderOf(item)
    if (!named) continue
    const channelId = channelIdOf(named.channel.phoneNumberId)
    const key = senderKey(channelId, named.sender)
    const before = asked.get(key)
    const sender = {
      ...named.sender,
      profileName: named.sender.profileName ?? before?.sender.profileName ?? null,
      username: named.sender.username ?? before?.sender.username ?? null,
    }
    const writes = item.kind === 'message' || (before?.writes ?? false)
    const isNamed = (named.sender.profileName ?? named.sender.username) !== null
    const teller = item.kind === 'message' ? item.wamid : null
    const namedBy = isNamed ? teller : (before?.namedBy ?? null)
    asked.set(key, { key, sender, channelId, writes, namedBy })
  }
  return asked
}

/**
 * Brings the directory up to date for these senders. A sender who was looked up and stays unknown is a new customer.
 * One read serves all; only rare cases (new ids, merges, new names) write, each in its own transaction.
 * @param lookUpAll looks up all unknown senders. Else only if `needsLookUp`: the call finds senders of messages by itself
 * @returns the keys of the senders who were looked up
 */
export async function resolveSenders(
  ctx: ActionContext,
  directory: Directory,
  asked: ReadonlyMap<string, SenderQuery>,
  lookUpAll: boolean,
): Promise<ReadonlySet<string>> {
  for (const { key } of asked.values()) if (directory.get(key)?.passing) directory.forget(key)
  const unknown = [...asked.values()].filter(({ key }) => directory.get(key) === undefined)
  const renamed = [...asked.values()].filter((one) => newNames(directory, one) !== null)
  // Looked up again before the name is written: the remembered contact may have changed its number or been erased.
  for (const { key } of renamed) directory.forget(key)
  const looked = [...(lookUpAll || needsLookUp(unknown) ? unknown : []), ...renamed]
  // All are known, under the names they came with, or are left to the call.
  if (looked.length === 0) return new Set()
  await lookUp(ctx, directory, looked, settleIdentity)
  if (![...asked.values()].some((one) => newNames(directory, one))) return keysOf(looked)
  // [I24] A redelivered message may carry an older name.
  const again = await findStored(ctx.sql, namersOf(asked))
  for (const one of asked.values()) {
    const names = newNames(directory, one)
    if (!names || (one.namedBy !== null && again.has(one.namedBy))) continue
    const { contactId } = directory.get(one.key)!
    await renameContact(ctx, contactId, names)
    directory.setNames(contactId, names)
  }
  return keysOf(looked)
}

const keysOf = (asked: readonly SenderQuery[]) => new Set(asked.map(({ key }) => key))
const namersOf = (asked: ReadonlyMap<string, SenderQuery>) =>
  [...asked.values()].flatMap(({ namedBy }) => namedBy ?? [])

/** The names of a known customer from now on; null if nothing changed. */
function newNames(directory: Directory, { key, sender }: SenderQuery): Names | null {
  const entry = directory.get(key)
  const known = entry && directory.namesOf(entry.contactId)
  if (!known) return null
  const profileName = sender.profileName ?? known.profileName
  const username = sender.username ?? known.username
  const isNew = profileName !== known.profileName || username !== known.username
  return isNew ? { profileName, username } : null
}

/**
 * Whether one sender's ids may decide who another is: a status names its recipient, or two senders share an id. Then
 * their order matters, and the call can't decide alone.
 */
function needsLookUp(unknown: readonly SenderQuery[]): boolean {
  const ids = unknown.flatMap(({ sender }) => identitiesToLookUp(sender).map(identityKey))
  return unknown.some(({ writes }) => !writes) || new Set(ids).size < ids.length
}

async function lookUp(
  ctx: ActionContext,
  directory: Directory,
  asked: readonly Pick<SenderQuery, 'key' | 'sender' | 'channelId'>[],
  settle: ((ctx: ActionContext, sender: Sender) => Promise<void>) | null,
): Promise<void> {
  const { hits, rooms } = await findHoldersAndRooms(
    ctx.sql,
    asked.flatMap(({ sender }) => identitiesToLookUp(sender)),
  )
  // Grouped by id, so that a thousand senders in one body are not compared with each other.
  const hitsOf = Map.groupBy(hits, identityKey)
  const roomsOf = Map.groupBy(
    rooms.map((room) => ({ ...room, version: room.identityVersion })),
    ({ contactId }) => contactId,
  )
  const now = ctx.now()

  for (const { key, sender, channelId } of asked) {
    const own = identitiesToLookUp(sender).flatMap(
      (identity) => hitsOf.get(identityKey(identity)) ?? [],
    )
    const resolution = resolveIdentity(sender, own, now)
    if (resolution.kind === 'unsettled' && settle) {
      await settle(ctx, sender)
      await lookUp(ctx, directory, [{ key, sender, channelId }], null)
    }
    if (resolution.kind !== 'known') continue
    const { id, profileName, username } = resolution.contact
    const room = roomOn(id, channelId, roomsOf.get(id) ?? []) ?? null
    // [I10] [I12] A superseded id identifies its customer only for a while. And without a room there is no
    // `identity_version` by which the call could notice that the customer was erased.
    const passing = room === null || own.some(({ active }) => !active)
    directory.set(key, { contactId: id, room, passing })
    directory.setNames(id, { profileName, username })
  }
}
