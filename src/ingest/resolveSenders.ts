import type { ActionContext } from '../actions/context.ts'
import { renameContact } from '../actions/renameContact.ts'
import { settleChange, settleIdentity } from '../actions/settleIdentity.ts'
import { ensureRoom } from '../domain/ensureRoom.ts'
import { type Identity, identitiesToLookUp, resolveIdentity } from '../domain/identity.ts'
import { findHoldersAndRooms } from '../store/identities.ts'
import { findStored } from '../store/ingestGroup.ts'
import type { IdentityChange, Inbound, Sender } from '../whatsapp/inbound.ts'
import { type Directory, type Names, senderKey } from './directory.ts'
import { senderOf } from './planGroup.ts'

export type Asked = {
  key: string
  sender: Sender
  channelId: string
  /** It sent one of the messages; of the others a status tells. */
  writes: boolean
  /** The message that told its names last; null if a status did, or nobody. */
  namedBy: string | null
}

/**
 * Meta told that a customer's ids changed: written before anything else of the group is decided, and once: a number that
 * one gave up may have been another's since. [I17] Whose message is stored already comes again.
 * @param settled changes that have been written already, whatever became of their group
 */
export async function settleChanges(
  ctx: ActionContext,
  items: readonly Inbound[],
  settled: WeakSet<Inbound>,
): Promise<void> {
  const announced = items.filter((item) => changeIn(item) !== null && !settled.has(item))
  if (announced.length === 0) return
  const done = await findStored(ctx.sql, announced.flatMap(wamidOf))
  for (const item of announced) {
    const wamids = wamidOf(item)
    if (!wamids.some((wamid) => done.has(wamid))) await settleChange(ctx, changeIn(item)!)
    for (const wamid of wamids) done.add(wamid)
    settled.add(item)
  }
}

function changeIn(item: Inbound): IdentityChange | null {
  if (item.kind === 'identity') return item.change
  return item.kind === 'message' ? item.identityChange : null
}

const wamidOf = (item: Inbound) => (item.kind === 'message' ? [item.wamid] : [])

/** The distinct senders of a group, in the order they came, each with the names it was told with last. */
export function sendersOf(
  items: readonly Inbound[],
  channelIdOf: (phoneNumberId: string) => string,
): ReadonlyMap<string, Asked> {
  const asked = new Map<string, Asked>()
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
 * Brings the directory up to date for these senders; who stays unknown although looked up is a new customer.
 * Reads once for all of them; only the rare cases (new ids, merges, new names) write, each in its own transaction.
 * @param everybody or else only if it takes a look to decide: who writes is found while the message is stored
 * @returns the keys of those who have been looked up
 */
export async function resolveSenders(
  ctx: ActionContext,
  directory: Directory,
  asked: ReadonlyMap<string, Asked>,
  everybody: boolean,
): Promise<ReadonlySet<string>> {
  for (const { key } of asked.values()) if (directory.get(key)?.passing) directory.forget(key)
  const unknown = [...asked.values()].filter(({ key }) => directory.get(key) === undefined)
  const renamed = [...asked.values()].filter((one) => newNames(directory, one) !== null)
  // Before a name is written: whom this memory is of may have another number by now, or have been erased.
  for (const { key } of renamed) directory.forget(key)
  const looked = [...(everybody || takesALook(unknown) ? unknown : []), ...renamed]
  // Everybody is known as they are named.
  if (looked.length === 0) return new Set()
  await lookUp(ctx, directory, looked, settleIdentity)
  if (![...asked.values()].some((one) => newNames(directory, one))) return keysOf(looked)
  // [I24] What comes again may tell a name of before.
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

const keysOf = (asked: readonly Asked[]) => new Set(asked.map(({ key }) => key))
const namersOf = (asked: ReadonlyMap<string, Asked>) =>
  [...asked.values()].flatMap(({ namedBy }) => namedBy ?? [])

/** What a known customer is called from now on; null if nothing of it is new. */
function newNames(directory: Directory, { key, sender }: Asked): Names | null {
  const entry = directory.get(key)
  const known = entry && directory.namesOf(entry.contactId)
  if (!known) return null
  const profileName = sender.profileName ?? known.profileName
  const username = sender.username ?? known.username
  const isNew = profileName !== known.profileName || username !== known.username
  return isNew ? { profileName, username } : null
}

/**
 * Whether what one of these tells may decide about another: a status that names its recipient, or an id that two of them
 * share. Then the order counts in which they came.
 */
function takesALook(unknown: readonly Asked[]): boolean {
  const ids = unknown.flatMap(({ sender }) => identitiesToLookUp(sender).map(nameOf))
  return unknown.some(({ writes }) => !writes) || new Set(ids).size < ids.length
}

async function lookUp(
  ctx: ActionContext,
  directory: Directory,
  asked: readonly Pick<Asked, 'key' | 'sender' | 'channelId'>[],
  settle: ((ctx: ActionContext, sender: Sender) => Promise<void>) | null,
): Promise<void> {
  const { hits, rooms } = await findHoldersAndRooms(
    ctx.sql,
    asked.flatMap(({ sender }) => identitiesToLookUp(sender)),
  )
  // Each by its own ids and rooms: a thousand strangers in one body are not compared with each other.
  const hitsOf = Map.groupBy(hits, nameOf)
  const roomsOf = Map.groupBy(
    rooms.map((room) => ({ ...room, version: room.identityVersion })),
    ({ contactId }) => contactId,
  )
  const now = ctx.now()

  for (const { key, sender, channelId } of asked) {
    const own = identitiesToLookUp(sender).flatMap((identity) => hitsOf.get(nameOf(identity)) ?? [])
    const resolution = resolveIdentity(sender, own, now)
    if (resolution.kind === 'unsettled' && settle) {
      await settle(ctx, sender)
      await lookUp(ctx, directory, [{ key, sender, channelId }], null)
    }
    if (resolution.kind !== 'known') continue
    const { id, profileName, username } = resolution.contact
    const plan = ensureRoom(id, channelId, roomsOf.get(id) ?? [])
    const room = plan.kind === 'known' ? plan.room : null
    // [I10] [I12] An id that was given up says for a while who this is. And without a room there is nothing by which the
    // call would see that its customer has been erased since.
    const passing = room === null || own.some(({ active }) => !active)
    directory.set(key, { contactId: id, room, passing })
    directory.setNames(id, { profileName, username })
  }
}

const nameOf = ({ kind, value }: Identity) => `${kind}:${value}`
