import type { Message } from '../protocol/message.ts'
import type { Outgoing } from './outgoing.ts'

/**
 * A room's messages, newest first, preceded by sends that have not arrived as events yet. A send that is already among
 * the messages is left out, so that none is shown twice, and none vanishes between the answer and the event.
 */
export function withOutgoing(
  items: readonly Message[],
  outgoing: readonly Outgoing[],
  me: string,
): readonly Message[] {
  if (outgoing.length === 0) return items
  const here = new Set(
    items.flatMap((one) => (one.client_message_id === null ? [] : [one.client_message_id])),
  )
  const shown = outgoing.filter(({ client_message_id }) => !here.has(client_message_id))
  if (shown.length === 0) return items
  return [...shown.map((out) => out.stored ?? asMessage(out, me)).reverse(), ...items]
}

/** Sorts last. */
const NO_SEQ_YET = Number.MAX_SAFE_INTEGER

/** Whether the server has stored it; until then it knows no message with this id. */
export const isStored = ({ seq }: Message): boolean => seq !== NO_SEQ_YET

/** The send as the server will show it; its `seq` is still unknown. */
function asMessage(out: Outgoing, me: string): Message {
  return {
    id: out.client_message_id,
    seq: NO_SEQ_YET,
    room_id: out.room_id,
    direction: 'outgoing',
    user_id: me,
    client_message_id: out.client_message_id,
    content_type: 'text',
    content_text: out.text,
    wa_message_id: null,
    status: out.refusal ? 'failed' : 'pending',
    status_timestamp: null,
    reply_to_wa_message_id: out.reply_to_wa_message_id,
    reaction_emoji: null,
    reaction_to_wa_message_id: null,
    media_type: null,
    media_id: null,
    gcs_filename: null,
    gcs_url: null,
    file_size: null,
    mime_type: null,
    original_filename: null,
    metadata: out.refusal ? { refused: out.refusal } : {},
    created_at: out.created_at,
    updated_at: out.created_at,
  }
}
