import type { Health, Problem } from '../protocol/health.ts'

/** What a server knows of itself at one moment. Times are milliseconds. */
export type HealthFacts = Omit<Health['checks'], 'last_webhook_at'> & {
  now: number
  startedAt: number
  lastWebhookAt: number | null
  /** Well signed deliveries of the last 10 minutes. */
  signed: number
  /** Deliveries that could not be stored since the last that was, of the last 10 minutes: Meta was asked to come again. */
  notStored: number
  /** `off`: there is nobody to send to, for want of an access token. */
  sends: 'on' | 'off'
  refused: readonly { number: string; reason: string | null }[]
}

/** Without a webhook for so long something is wrong; 0 for never. */
export type HealthLimits = { webhookSilenceMs: number }

const FEED_SECONDS = 10
const SEND_SECONDS = 300
/** So many at least, and more of them than good ones: what strangers try is not our setting. */
const SIGNATURES = 3
/** The codes by which Meta refuses a token rather than a number (facts sheet, section 7). */
const TOKEN_CODES = new Set(['0', '190'])
const STOPS: readonly Problem['code'][] = ['database_down', 'migrations_pending', 'draining']

/** [H1] What is wrong, worst first. Only what stops all work makes a server unavailable. */
export function judgeHealth(facts: HealthFacts, limits: HealthLimits): Health {
  const problems = [...problemsOf(facts, limits)]
  const stops = problems.some(({ code }) => STOPS.includes(code))
  const {
    now,
    startedAt: _startedAt,
    lastWebhookAt,
    signed: _signed,
    notStored: _notStored,
    sends: _sends,
    refused: _refused,
    ...checks
  } = facts
  return {
    status: stops ? 'unavailable' : problems.length > 0 ? 'degraded' : 'ok',
    problems,
    checks: {
      ...checks,
      last_webhook_at: lastWebhookAt === null ? null : new Date(lastWebhookAt).toISOString(),
    },
    checked_at: new Date(now).toISOString(),
  }
}

function* problemsOf(facts: HealthFacts, limits: HealthLimits): Generator<Problem> {
  const say = (code: Problem['code'], message: string, details: Problem['details'] = {}) => ({
    code,
    message,
    details,
  })
  if (facts.draining) yield say('draining', 'This server is leaving.')
  if (facts.database === 'down') return yield say('database_down', 'The database does not answer.')
  if (facts.database === 'behind')
    yield say('migrations_pending', 'The database lacks migrations that this version needs.')
  if (facts.sends === 'off')
    yield say('token_missing', 'WHATSAPP_ACCESS_TOKEN is not set: what is sent waits for one.')
  for (const { number, reason } of facts.refused) {
    const token = TOKEN_CODES.has(/\((\d+)\)$/.exec(reason ?? '')?.[1] ?? '')
    yield say(
      token ? 'token_refused' : 'number_refused',
      `Meta does not let us send from ${number}: ${reason ?? 'it did not say why.'}`,
      { number, reason },
    )
  }
  const { signature_failures: failures } = facts
  if (failures >= SIGNATURES && failures > facts.signed) {
    yield say(
      'signature_failures',
      'Deliveries come with a wrong signature: is WHATSAPP_APP_SECRET that of the app?',
      { failures, signed: facts.signed },
    )
  }
  if (facts.notStored > 0) {
    yield say(
      'not_stored',
      'Deliveries can’t be stored, and Meta is asked to come again: the log says why. Is the disk of the database full?',
      { deliveries: facts.notStored },
    )
  }
  const silentMs = facts.now - Math.max(facts.lastWebhookAt ?? 0, facts.startedAt)
  if (limits.webhookSilenceMs > 0 && silentMs > limits.webhookSilenceMs) {
    const minutes = Math.floor(silentMs / 60_000)
    yield say('no_webhooks', `No webhook of Meta has come for ${minutes} minutes.`, { minutes })
  }
  if (facts.feed_lag_seconds > FEED_SECONDS) {
    const seconds = Math.round(facts.feed_lag_seconds)
    yield say('feed_behind', `Dashboards are told what happened ${seconds} s ago.`, { seconds })
  }
  if (facts.oldest_send_seconds > SEND_SECONDS) {
    const seconds = Math.round(facts.oldest_send_seconds)
    yield say('sends_behind', `Messages wait to be sent for up to ${seconds} s.`, {
      seconds,
      waiting: facts.sends_waiting,
    })
  }
  if (facts.redis === 'down')
    yield say('redis_down', 'Redis does not answer: typing and presence stay within a process.')
}
