import {
  type Identity,
  identitiesToLookUp,
  identityKey,
  resolveIdentity,
} from '../domain/identity.ts'
import { recipientOf } from '../protocol/sending.ts'
import { listNumbers, registerChannels } from '../store/channels.ts'
import { type CustomerRoom, findHoldersAndRooms, findOwnIdentities } from '../store/identities.ts'
import { findOwnRooms } from '../store/rooms.ts'
import type { NewRoom } from '../store/sendGroup.ts'
import type { ActionContext } from './context.ts'

export type TargetQuery = {
  to: string
  channelId: string | null
  callerId: string
  staff: boolean
  /** The user to whom a new room is assigned. */
  assignTo: string | null
}

export type Target =
  | { kind: 'room'; roomId: string; version: number; channelId: string }
  | { kind: 'birth'; birth: NewRoom; channelId: string }
  | { kind: 'nobody' }
  | { kind: 'no_channel' }
  /** Another send of this group creates this customer: decided again after it. */
  | { kind: 'later' }

/**
 * Finds the room that `to` refers to, by the same rules as for a webhook's sender. Staff get a new room if there is none;
 * an agent finds only its own rooms.
 * @param number the `phone_number_id` that sends if the request names no channel
 */
export async function findTargets(
  ctx: ActionContext,
  wanted: readonly TargetQuery[],
  number: string | null,
): Promise<Target[]> {
  if (wanted.length === 0) return []
  const asked = wanted.map((one) => {
    const ids = { ...recipientOf(one.to), parentBsuid: null }
    return { ...one, ids, identities: identitiesToLookUp(ids) }
  })
  const identities = await visibleIdentities(ctx, asked)
  const { hits, rooms } = await findHoldersAndRooms(ctx.sql, identities)
  const own = await findOwnRooms(
    ctx.sql,
    asked.flatMap(({ staff, callerId }) => (staff ? [] : [callerId])),
    rooms.map(({ id }) => id),
  )
  const numbers = await knownNumbers(ctx, number)
  const taken = new Set<string>()

  return asked.map(({ ids, identities, ...one }): Target => {
    const resolution = resolveIdentity(ids, hits, ctx.now())
    const contactId = resolution.kind === 'known' ? resolution.contact.id : null
    const theirs = rooms.filter(
      (room) =>
        room.contactId === contactId && (one.staff || own.has(`${one.callerId} ${room.id}`)),
    )
    const room = choose(theirs, one, numbers.own)
    if (room) {
      const { id: roomId, identityVersion: version, channelId } = room
      return { kind: 'room', roomId, version, channelId }
    }
    if (!one.staff) return { kind: 'nobody' }
    const channelId = one.channelId ?? numbers.own ?? numbers.only
    if (channelId === null) return { kind: 'no_channel' }
    if (!numbers.ids.has(channelId)) return { kind: 'nobody' }
    const keys = identities.map(identityKey)
    if (keys.some((key) => taken.has(key))) return { kind: 'later' }
    for (const key of keys) taken.add(key)
    return { kind: 'birth', birth: newRoomOf(ctx, ids, contactId, one.assignTo), channelId }
  })
}

/**
 * The ids that are looked up. SECURITY: an agent's only if it has a room with that customer: else the time it takes would
 * tell whether a phone number is a customer's.
 */
async function visibleIdentities(
  { sql }: ActionContext,
  asked: readonly (TargetQuery & { identities: readonly Identity[] })[],
): Promise<Identity[]> {
  const ofAgents = asked.filter(({ staff }) => !staff)
  const own = await findOwnIdentities(
    sql,
    ofAgents.flatMap(({ callerId: userId, identities }) =>
      identities.map((identity) => ({ ...identity, userId })),
    ),
  )
  const isSeen = ({ staff, callerId, identities }: (typeof asked)[number]) =>
    staff || identities.some(({ kind, value }) => own.has(`${callerId} ${kind} ${value}`))
  return asked.filter(isSeen).flatMap(({ identities }) => identities)
}

/**
 * The room on the requested channel, else on the default number, else the newest (ids are ordered by time). Staff don't
 * fall back to another number: they get a new room on the default number instead.
 */
function choose(
  rooms: readonly CustomerRoom[],
  { channelId, staff }: Pick<TargetQuery, 'channelId' | 'staff'>,
  own: string | null,
) {
  if (channelId !== null) return rooms.find((room) => room.channelId === channelId)
  const onOwn = rooms.find((room) => room.channelId === own)
  if (onOwn || (staff && own !== null)) return onOwn
  return rooms.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0]
}

async function knownNumbers(ctx: ActionContext, number: string | null) {
  let channels = await listNumbers(ctx.sql)
  if (number !== null && !channels.some(({ phoneNumberId }) => phoneNumberId === number)) {
    const unseen = {
      id: ctx.newId(),
      phoneNumberId: number,
      displayPhoneNumber: null,
      wabaId: null,
    }
    await registerChannels(ctx.sql, [unseen])
    channels = await listNumbers(ctx.sql)
  }
  return {
    ids: new Set(channels.map(({ id }) => id)),
    own: channels.find(({ phoneNumberId }) => phoneNumberId === number)?.id ?? null,
    only: channels.length === 1 ? channels[0]!.id : null,
  }
}

function newRoomOf(
  { newId }: ActionContext,
  ids: { waId: string | null; bsuid: string | null },
  contactId: string | null,
  assignTo: string | null,
): NewRoom {
  const { waId, bsuid } = ids
  const identities = [
    ...(waId !== null ? [{ id: newId(), kind: 'wa_id' as const, value: waId }] : []),
    ...(bsuid !== null ? [{ id: newId(), kind: 'bsuid' as const, value: bsuid }] : []),
  ]
  return {
    room_id: newId(),
    contact_id: contactId ?? newId(),
    known: contactId !== null,
    wa_id: waId,
    bsuid,
    identities: contactId === null ? identities : [],
    assign: assignTo === null ? null : { id: assignTo, history_id: newId() },
  }
}
