import type { Ids } from '../../domain/identity.ts'
import type { Inbound, InboundChannel, Sender } from '../inbound.ts'
import { bound, boundText } from './bound.ts'
import { readContent } from './content.ts'
import { readContextMetadata, readReplyTo } from './context.ts'
import { readMessageChange } from './messageChange.ts'
import { other } from './other.ts'
import { id, type Json, overlong, phone, record } from './read.ts'
import type { Scope } from './scope.ts'
import { findSender } from './sender.ts'
import { readSharedPhone } from './sharedPhone.ts'
import { findSystemSender, readIdentityChange } from './system.ts'
import { readTime } from './time.ts'

/** Who wrote the message: the customer, or our own people in the phone app. */
type Author = 'customer' | 'business'

/** Reads one message of a batch. What can't be read or had to be cut is also kept as it came, as `other`. */
export function readMessage(raw: unknown, scope: Scope, author: Author): Inbound[] {
  const message = record(raw)
  const read = message && scope.channel && interpret(message, scope.channel, scope, author)
  if (!read) return [other('messages.unreadable', raw, scope)]
  return read.whole ? [read.inbound] : [read.inbound, other('messages.oversized', raw, scope)]
}

/** `whole` is false when something had to be cut to fit. */
function interpret(
  message: Json,
  channel: InboundChannel,
  scope: Scope,
  author: Author,
): { inbound: Inbound; whole: boolean } | null {
  const wamid = id(message.id)
  const ids = readIds(message, author)
  if (wamid === null || ids === null) return null
  const isSystem = message.type === 'system'
  const identityChange = isSystem && author === 'customer' ? readIdentityChange(message) : null
  const sender = isSystem
    ? findSystemSender(message, ids, identityChange, scope)
    : findPerson(message, ids, scope, author)
  if (sender === null) return null

  const at = readTime(message.timestamp, scope.now)
  const change = readMessageChange(message)
  if (change !== null) {
    const contentText = boundText(change.contentText)
    const inbound = { ...change, channel, sender, wamid, at, contentText }
    return { inbound, whole: contentText === change.contentText }
  }
  const read = readContent(message.type, message)
  Object.assign(read.metadata, readContextMetadata(message))
  const content = bound(read)
  const inbound = {
    kind: 'message' as const,
    channel,
    sender,
    direction: isSystem ? ('system' as const) : DIRECTION[author],
    wamid,
    createdAt: at,
    replyTo: readReplyTo(message),
    identityChange,
    contentType: content.contentType,
    contentText: content.contentText,
    media: content.media,
    reaction: content.reaction,
    metadata: content.metadata,
  }
  return { inbound, whole: content === read }
}

const DIRECTION = { customer: 'incoming', business: 'outgoing' } as const

function findPerson(message: Json, ids: Ids, scope: Scope, author: Author): Sender | null {
  const sender = findSender(ids, scope.contacts)
  if (sender !== null && author === 'customer') sender.waId ??= readSharedPhone(message)
  return sender
}

/** The customer's ids: `from…` if the customer wrote the message, `to…` if we did. Null if one is too long. */
function readIds(message: Json, author: Author): Ids | null {
  const [waId, bsuid, parentBsuid] =
    author === 'customer'
      ? [message.from, message.from_user_id, message.from_parent_user_id]
      : [message.to, message.to_user_id, message.to_parent_user_id]
  if (overlong(waId) || overlong(bsuid) || overlong(parentBsuid)) return null
  return { waId: phone(waId), bsuid: id(bsuid), parentBsuid: id(parentBsuid) }
}
