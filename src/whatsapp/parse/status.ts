import { cutText } from '../../domain/text.ts'
import type { Inbound, InboundError, InboundStatus, Sender } from '../inbound.ts'
import { other } from './other.ts'
import { filled, id, items, type Json, phone, record } from './read.ts'
import type { Scope } from './scope.ts'
import { findSender } from './sender.ts'
import { readTime } from './time.ts'

const MAX_CALLBACK = 512
const MAX_EXPLANATION = 2_048
/** Stands for an error without a usable code; Meta's own codes start at 0. */
const NO_CODE = -1
const DIGITS = /^\d+$/
const GROUP_KEYS = ['recipient_participant_id', 'recipient_participant_user_id']

const STATUSES = ['sent', 'delivered', 'read', 'played', 'failed'] as const
/** Statuses whose recipient is the person that got the message (facts sheet, sections 3 and 5). */
const PROVING: readonly InboundStatus['status'][] = ['sent', 'delivered', 'read']

/** Reads one status of a batch (facts sheet, section 3). A status of something else than a message is kept as it came. */
export function readStatus(raw: unknown, scope: Scope): Inbound {
  const item = record(raw)
  const wamid = id(item?.id)
  if (item === null || wamid === null || scope.channel === null) {
    return other('statuses.unreadable', raw, scope)
  }
  const status = STATUSES.find((known) => known === item.status)
  // Payments and calls have statuses too. Their `failed` says nothing about a message.
  const isOfMessage = item.type === undefined || item.type === 'message'
  if (status === undefined || !isOfMessage) return other('statuses.unknown', raw, scope)
  return {
    kind: 'status',
    channel: scope.channel,
    wamid,
    status,
    at: readTime(item.timestamp, scope.now),
    callback: shorten(item.biz_opaque_callback_data, MAX_CALLBACK),
    error: readError(items(item.errors)[0]),
    recipient: PROVING.includes(status) ? readRecipient(item, scope) : null,
  }
}

function readError(raw: unknown): InboundError | null {
  const error = record(raw)
  if (error === null) return null
  const code = typeof error.code === 'string' ? Number.parseInt(error.code, 10) : error.code
  return {
    code: typeof code === 'number' && Number.isSafeInteger(code) ? code : NO_CODE,
    title: shorten(error.title, MAX_EXPLANATION),
    details: shorten(record(error.error_data)?.details ?? error.message, MAX_EXPLANATION),
  }
}

/** The recipient if both phone and BSUID are known, else null: one id alone proves no link. A group is not a person. */
function readRecipient(item: Json, scope: Scope): Sender | null {
  if (item.recipient_type === 'group' || GROUP_KEYS.some((key) => key in item)) return null
  const ids = {
    waId: phone(item.recipient_id),
    bsuid: id(item.recipient_user_id),
    parentBsuid: id(item.recipient_parent_user_id) ?? id(item.parent_recipient_user_id),
  }
  const person = findSender(ids, scope.contacts)
  return person?.bsuid && DIGITS.test(person.waId ?? '') ? person : null
}

function shorten(value: unknown, max: number): string | null {
  const read = filled(value)
  return read === null ? null : cutText(read, max)
}
