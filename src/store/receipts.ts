import type { Sql } from './database.ts'

/**
 * The customer's latest message in a room that Meta can be told about, and what its number tells customers. Not one written
 * in a group [C3]: there others would see us type, and marking it read marks no earlier ones.
 */
export type LastIncoming = {
  phoneNumberId: string
  wamid: string
  /** ISO. */
  at: string
  sendReadReceipts: boolean
  sendTyping: boolean
}

/** Null if the customer never wrote to us alone, or its number is refused. */
export async function readLastIncoming(sql: Sql, roomId: string): Promise<LastIncoming | null> {
  const [row] = await sql<LastIncoming[]>`
    select c.phone_number_id as "phoneNumberId", m.wa_message_id as wamid, iso(m.created_at) as at,
           c.send_read_receipts as "sendReadReceipts", c.send_typing as "sendTyping"
      from room_keys k join channels c on c.id = k.channel_id,
        lateral (select wa_message_id, created_at from messages
                  where room_id = k.id and direction = 'incoming' and wa_message_id is not null
                    and not metadata ? 'group_id'
                  order by created_second desc, seq desc limit 1) m
     where k.id = ${roomId} and c.state = 'ok'`
  return row ?? null
}
