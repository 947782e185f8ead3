import { clean } from './clean.ts'
import { id, items, type Json, overlong, record } from './read.ts'

const KEPT = ['referral', 'group_id', 'errors'] as const

/**
 * What accompanies a message's content: forwarded, product asked about, advertisement, group, errors (facts sheet,
 * section 2). Absent facts get no key.
 */
export function readContextMetadata(message: Json): Json {
  const metadata: Json = {}
  const context = record(message.context)
  if (context?.forwarded === true) metadata.forwarded = true
  if (context?.frequently_forwarded === true) metadata.frequently_forwarded = true
  if (record(context?.referred_product))
    metadata.referred_product = clean(context?.referred_product)
  if (overlong(context?.id)) metadata.context = clean(context)
  for (const key of KEPT) {
    if (items(message[key]).length > 0) metadata[key] = clean(message[key])
  }
  return metadata
}

/** The wamid of the quoted message, which may never have been stored. */
export function readReplyTo(message: Json): string | null {
  return id(record(message.context)?.id)
}
