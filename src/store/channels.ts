import type { Channel, ChannelChange } from '../protocol/channel.ts'
import type { Sql, Tx } from './database.ts'

export type ChannelSeen = {
  id: string
  phoneNumberId: string
  displayPhoneNumber: string | null
  wabaId: string | null
}

/**
 * Registers business numbers that a signed webhook named, or that send. For a known number, a given account is updated.
 * @returns all of them as they are stored
 */
export async function registerChannels(
  sql: Sql,
  seen: readonly ChannelSeen[],
): Promise<Pick<ChannelSeen, 'id' | 'phoneNumberId' | 'displayPhoneNumber'>[]> {
  const rows = seen.map((channel) => ({
    id: channel.id,
    phone_number_id: channel.phoneNumberId,
    display_phone_number: channel.displayPhoneNumber,
    waba_id: channel.wabaId,
  }))
  await sql`
    insert into channels (id, phone_number_id, display_phone_number, waba_id)
    select id, phone_number_id, display_phone_number, waba_id
      from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as (id uuid, phone_number_id text, display_phone_number text, waba_id text)
     order by phone_number_id
    on conflict (phone_number_id) do update set waba_id = excluded.waba_id
    where excluded.waba_id is distinct from channels.waba_id and excluded.waba_id is not null`
  return await sql`
    select id, phone_number_id as "phoneNumberId", display_phone_number as "displayPhoneNumber"
      from channels where phone_number_id = any(${rows.map((row) => row.phone_number_id)})`
}

/** Locks rooms of a channel, up to `most`. */
export async function lockRoomsOfChannel(tx: Tx, id: string, most: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select lock_rooms(array(select id from rooms where channel_id = ${id} and merged_into is null
                             order by activity_at desc limit ${most})) as id`
  return rows.map((room) => room.id)
}

/**
 * Writes the number that a channel is shown by. Whoever is making a room there is waited for, and who begins to waits for
 * the commit.
 * @returns whether it was shown by another one
 */
export async function showNumber(tx: Tx, id: string, shown: string): Promise<boolean> {
  await tx`select from channels where id = ${id} for update`
  const changed = await tx`
    update channels set display_phone_number = ${shown}
     where id = ${id} and display_phone_number is distinct from ${shown}`
  return changed.count > 0
}

const columns = (tx: Tx) => tx`
  id, phone_number_id, display_phone_number, name, customer_type, auto_assign, allow_claim, send_read_receipts, send_typing,
  sends_per_second, state`

export function listChannels(tx: Tx): Promise<Channel[]> {
  return tx<Channel[]>`select ${columns(tx)} from channels order by created_at, id`
}

/** Reads a channel and locks it until the commit. */
export async function lockChannel(tx: Tx, id: string): Promise<Channel | null> {
  const [row] = await tx<Channel[]>`
    select ${columns(tx)} from channels where id = ${id} for no key update`
  return row ?? null
}

/** Null if there is no such channel. */
export async function updateChannel(
  tx: Tx,
  id: string,
  change: ChannelChange,
  now: number,
): Promise<Channel | null> {
  const [row] = await tx<Channel[]>`
    update channels set
      name = ${change.name === undefined ? tx`name` : change.name},
      customer_type = coalesce(${change.customer_type ?? null}, customer_type),
      auto_assign = coalesce(${change.auto_assign ?? null}, auto_assign),
      allow_claim = coalesce(${change.allow_claim ?? null}, allow_claim),
      send_read_receipts = coalesce(${change.send_read_receipts ?? null}, send_read_receipts),
      send_typing = coalesce(${change.send_typing ?? null}, send_typing),
      sends_per_second = coalesce(${change.sends_per_second ?? null}, sends_per_second),
      updated_at = to_timestamp(${now}::float8 / 1000)
    where id = ${id} returning ${columns(tx)}`
  return row ?? null
}

/** Whether agents may claim unassigned rooms of a channel. */
export async function allowsClaim(tx: Tx, channelId: string): Promise<boolean> {
  const [row] = await tx<{ allowed: boolean }[]>`
    select allow_claim as allowed from channels where id = ${channelId}`
  return row?.allowed ?? false
}

/** Our channels with the ids that Meta gives them. */
export async function listNumbers(tx: Tx): Promise<{ id: string; phoneNumberId: string }[]> {
  return tx<{ id: string; phoneNumberId: string }[]>`
    select id, phone_number_id as "phoneNumberId" from channels order by created_at, id`
}

export type ChannelStateChange = {
  channel_id: string
  phone_number_id: string
  state: Channel['state']
  reason: string | null
}

export type RefusedNumber = { id: string; phoneNumberId: string; since: number }

const refusedSince = (tx: Tx) => tx`coalesce((extract(epoch from checked_at) * 1000)::float8, 0)`

/** Numbers that Meta refuses to let us send from, and since when (ms). */
export function listRefused(tx: Tx): Promise<RefusedNumber[]> {
  return tx<RefusedNumber[]>`
    select id, phone_number_id as "phoneNumberId", ${refusedSince(tx)} as since
      from channels where state = 'refused' order by id`
}

/** Marks a number as usable that was refused at `since`; null if it is no longer refused, or was again since then. */
export async function markUsable(
  tx: Tx,
  { id, since }: Pick<RefusedNumber, 'id' | 'since'>,
  now: number,
): Promise<ChannelStateChange | null> {
  const [row] = await tx<ChannelStateChange[]>`
    update channels set state = 'ok', state_reason = null, checked_at = to_timestamp(${now}::float8 / 1000)
     where id = ${id} and state = 'refused' and ${refusedSince(tx)} = ${since}::float8
    returning id as channel_id, phone_number_id, state, state_reason as reason`
  return row ?? null
}
