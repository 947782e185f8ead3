import type { ErrorCode } from '../../protocol/errors.ts'
import type { Message } from '../../protocol/message.ts'
import type { Refusal } from '../data/describeError.ts'

type Json = Record<string, unknown>

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** These read what Meta sent, which may have any shape. A value of the wrong type counts as missing. */
export const asRecord = (value: unknown): Json => (isRecord(value) ? value : {})
export const asRecords = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter(isRecord) : []
export const asText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null
export const asNumber = (value: unknown): number | null => {
  const read = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : null
}

export type Failure = {
  code: number | null
  title: string | null
  advice: string | null
  /** Set if our own server refused the message. */
  refusal?: Refusal
}

/** Meta's error code for a closed customer service window. */
export const WINDOW_CLOSED = 131047

/** Why an outgoing message failed: Meta's error, or our own server's refusal. */
export function failureOf({ metadata }: Message): Failure {
  if (isRecord(metadata.refused)) {
    const { code, message, reason } = metadata.refused
    if (reason === 'window_closed') return { code: WINDOW_CLOSED, title: null, advice: null }
    const refusal = {
      code: code as ErrorCode,
      message: asText(message) ?? '',
      reason: asText(reason),
    }
    return { code: null, title: refusal.message, advice: null, refusal }
  }
  const error = asRecord(metadata.error)
  return { code: asNumber(error.code), title: asText(error.title), advice: asText(error.advice) }
}

export const isForwarded = ({ metadata }: Message): boolean => metadata.forwarded === true
/** Written in a group, where others read it too; an answer from here reaches only its author. */
export const isInGroup = ({ metadata }: Message): boolean => 'group_id' in metadata
export const isEdited = ({ metadata }: Message): boolean => 'edited' in metadata
/** Revoked by its author, or deleted by us. */
export const isRemoved = ({ metadata }: Message): boolean =>
  'revoked' in metadata || 'deleted' in metadata

export type Referral = {
  headline: string | null
  body: string | null
  url: string | null
  fromPost: boolean
}

/** The advertisement that led the customer to write. */
export function referralOf({ metadata }: Message): Referral | null {
  if (!isRecord(metadata.referral)) return null
  const { headline, body, source_url, source_type } = metadata.referral
  const url = asText(source_url)
  return {
    headline: asText(headline),
    body: asText(body),
    url: url && /^https?:\/\//.test(url) ? url : null,
    fromPost: source_type === 'post',
  }
}

/** Field names as the flow builder generates them, such as `screen_0_Full_name_1`. */
const BUILT = /^screen_\d+_(.+)_\d+$/
/** Fields that are no answers: `flow_token` is our own id of the form. */
const NO_ANSWER = ['flow_token']

/** A customer's answers to a form. Meta passes them on as a JSON string. */
export function formAnswers({ metadata }: Message): { name: string; value: string }[] {
  const answered = asText(asRecord(asRecord(metadata.interactive).nfm_reply).response_json)
  return Object.entries(asRecord(fromJson(answered ?? ''))).flatMap(([key, answer]) => {
    const value = answerText(answer)
    if (NO_ANSWER.includes(key) || value === '') return []
    return { name: (BUILT.exec(key)?.[1] ?? key).replaceAll('_', ' '), value }
  })
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function answerText(answer: unknown): string {
  if (typeof answer === 'string') return answer.trim()
  if (Array.isArray(answer)) return answer.map(answerText).filter(Boolean).join(', ')
  return answer === null ? '' : JSON.stringify(answer)
}
