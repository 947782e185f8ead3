import { Hono } from 'hono'
import { sameSecret } from '../auth/sameSecret.ts'
import { createBodyReader } from '../limits/bodyReader.ts'
import { AppError } from '../protocol/errors.ts'
import type { Inbound } from './inbound.ts'
import { verifySignature } from './signature.ts'
import { storeInSlices } from './slices.ts'

export type WebhookDeps = {
  /** The app secret, and the previous one while it is being rotated. */
  appSecrets: readonly string[]
  verifyToken: string
  now: () => number
  /** Resolves once the whole delivery is committed or in quarantine. */
  submit: (delivery: {
    items: Inbound[]
    body: Uint8Array
    /** By `performance.now()`. Missing for all but the first part of a large delivery. */
    receivedAt?: number
    traceparent?: string
  }) => Promise<void>
  /** Whether this server shuts down: it then refuses, since its queue might never run empty. Meta delivers again. */
  draining: () => boolean
  /** Whether a delivery failed because the database is out of reach. */
  isUnavailable: (error: unknown) => boolean
  /** Whether deliveries continue the trace that a proxy began (`traceparent`). */
  traced?: boolean
  /** Called with the outcome of each delivery, for metrics. */
  answered?: (outcome: WebhookOutcome) => void
}

/**
 * Meta redelivers after `draining`, `unavailable` (the database is out of reach or too slow) and `failed`. Only `failed`
 * is a bug of ours. `unread`: given up because the body came too slowly; its sender was not verified yet.
 */
export const WEBHOOK_OUTCOMES = [
  'stored',
  'unsigned',
  'not_json',
  'too_large',
  'unread',
  'draining',
  'unavailable',
  'failed',
] as const
export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number]

export const WEBHOOK_PATH = '/webhook/whatsapp'

/** Meta sends up to 3 MB (facts sheet, section 1). */
const MAX_BODY_BYTES = 4 * 1024 * 1024
/** Limit of all bodies together that are still being received. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024
/** Limit of all bodies together that wait for their commit: more would only wait longer, in memory. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024

const refusal = (code: string, message: string) => ({ success: false, error: { code, message } })

/** Meta's routes: the verification, and deliveries, which are answered 200 only once their data is committed. */
export function webhookRoute({
  appSecrets,
  verifyToken,
  now,
  submit,
  draining,
  isUnavailable,
  traced = false,
  answered = () => {},
}: WebhookDeps) {
  const bodies = createBodyReader({ limit: MAX_BODY_BYTES, most: MOST_UNREAD_BYTES })
  let waitingBytes = 0
  const outcomeOf = (error: unknown) => {
    if (error === shuttingDown) return 'draining'
    return isUnavailable(error) ? 'unavailable' : 'failed'
  }
  return new Hono()
    .get('/', (c) => {
      const {
        'hub.mode': mode,
        'hub.verify_token': token,
        'hub.challenge': challenge,
      } = c.req.query()
      const known = mode === 'subscribe' && token !== undefined && sameSecret(token, verifyToken)
      if (!known || challenge === undefined)
        return c.json(refusal('forbidden', 'The verify token is not ours.'), 403)
      return c.text(challenge, 200, { 'X-Content-Type-Options': 'nosniff' })
    })
    .post('/', async (c) => {
      const receivedAt = performance.now()
      const body = await bodies.read(c.req.raw).catch((error) => {
        if (error instanceof AppError) answered('unread')
        throw error
      })
      if (body === null) {
        answered('too_large')
        return c.json(refusal('payload_too_large', 'A webhook is at most 4 MiB.'), 413)
      }
      if (!verifySignature(body, c.req.header('x-hub-signature-256'), appSecrets)) {
        answered('unsigned')
        return c.json(refusal('unauthenticated', 'The signature is missing or wrong.'), 401)
      }
      const payload = parseJson(body)
      if (payload === undefined) {
        answered('not_json')
        return c.json(refusal('invalid_request', 'The body is not JSON.'), 400)
      }
      if (waitingBytes > MOST_WAITING_BYTES) {
        answered('unavailable')
        throw new AppError(
          'unavailable',
          'Too many deliveries are waiting to be stored. Send it again later.',
        )
      }
      waitingBytes += body.length
      try {
        const traceparent = traced ? c.req.header('traceparent') : undefined
        // With the first slice only, so that a webhook is measured and traced once.
        let about: object = { receivedAt, ...(traceparent && { traceparent }) }
        await storeInSlices(payload, now(), async (items) => {
          if (draining()) throw shuttingDown
          const stored = submit({ items, body, ...about })
          about = {}
          await stored
        })
      } catch (error) {
        answered(outcomeOf(error))
        throw error
      } finally {
        waitingBytes -= body.length
      }
      answered('stored')
      return c.json({ success: true })
    })
}

const shuttingDown = new AppError('unavailable', 'This server is shutting down.')

const decoder = new TextDecoder()

/** Undefined if it is not JSON; no valid JSON parses to undefined. */
function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body))
  } catch {
    return undefined
  }
}
