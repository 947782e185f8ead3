import type { ErrorCode } from '../../protocol/errors.ts'
import type { Message } from '../../protocol/message.ts'
import type { Refusal } from '../data/inWords.ts'

type Json = Record<string, unknown>

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads what Meta sent, of which nothing is sure: what is not as expected is not there. */
export const record = (value: unknown): Json => (isRecord(value) ? value : {})
export const records = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter(isRecord) : []
export const words = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null
export const number = (value: unknown): number | null => {
  const read = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : null
}

export type Failure = {
  code: number | null
  title: string | null
  advice: string | null
  /** Where it is our own server that did not take it. */
  refusal?: Refusal
}

/** Meta's own code for a window that has closed. */
export const WINDOW_CLOSED = 131047

/** Why a message of ours did not arrive: what Meta said, or why our own server never took it. */
export function failureOf({ metadata }: Message): Failure {
  if (isRecord(metadata.refused)) {
    const { code, message, reason } = metadata.refused
    if (reason === 'window_closed') return { code: WINDOW_CLOSED, title: null, advice: null }
    const refusal = {
      code: code as ErrorCode,
      message: words(message) ?? '',
      reason: words(reason),
    }
    return { code: null, title: refusal.message, advice: null, refusal }
  }
  const error = record(metadata.error)
  return { code: number(error.code), title: words(error.title), advice: words(error.advice) }
}

export const isForwarded = ({ metadata }: Message): boolean => metadata.forwarded === true
export const isEdited = ({ metadata }: Message): boolean => 'edited' in metadata
/** Taken back by who wrote it, or away by us. */
export const isGone = ({ metadata }: Message): boolean =>
  'revoked' in metadata || 'deleted' in metadata

export type Referral = {
  headline: string | null
  body: string | null
  url: string | null
  fromPost: boolean
}

/** The advertisement that a customer came by. */
export function referralOf({ metadata }: Message): Referral | null {
  if (!isRecord(metadata.referral)) return null
  const { headline, body, source_url, source_type } = metadata.referral
  const url = words(source_url)
  return {
    headline: words(headline),
    body: words(body),
    url: url && /^https?:\/\//.test(url) ? url : null,
    fromPost: source_type === 'post',
  }
}
