import type { Health, Problem } from '../protocol/health.ts'

/** The measured state of a server, from which its health is judged. Times in milliseconds. */
export type HealthFacts = Omit<Health['checks'], 'last_webhook_at'> & {
  now: number
  startedAt: number
  lastWebhookAt: number | null
  /** Correctly signed deliveries in the last 10 minutes. */
  signed: number
  /** Deliveries in the last 10 minutes that could not be stored, since the last that was: Meta will redeliver them. */
  notStored: number
  /** `off`: nothing can be sent, since no access token is set. */
  sends: 'on' | 'off'
  refused: readonly { number: string; reason: string | null }[]
  /** Redis' own error; null if it does not answer at all. */
  redisRefusal: string | null
}

/** Without any webhook for this long, the server reports a problem; 0 switches that off. */
export type HealthLimits = { webhookSilenceMs: number }

const FEED_SECONDS = 10
const SEND_SECONDS = 300
/** Fewer late files are no problem of ours: one alone may be a fault at Meta. */
const FILES = 3
/** At least this many, and more than the correct ones: a few come from strangers, not from a wrong WHATSAPP_APP_SECRET. */
const SIGNATURES = 3
/** The codes by which Meta refuses a token rather than a number (facts sheet, section 7). */
const TOKEN_CODES = new Set(['0', '190'])
const STOPS: readonly Problem['code'][] = ['database_down', 'migrations_pending', 'draining']

/** [H1] Lists the problems, worst first. Only problems that stop all work make a server `unavailable`. */
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
    redisRefusal: _redisRefusal,
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
  if (facts.draining) yield say('draining', 'This server is shutting down.')
  if (facts.database === 'down') return yield say('database_down', 'The database does not answer.')
  if (facts.database === 'behind')
    yield say('migrations_pending', 'The database lacks migrations that this version needs.')
  if (facts.sends === 'off')
    yield say('token_missing', 'WHATSAPP_ACCESS_TOKEN is not set: messages wait until it is.')
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
      'Webhooks can’t be stored, so Meta has to deliver them again: see the log. Is the disk of the database full?',
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
    yield say('feed_behind', `Dashboards are ${seconds} s behind.`, { seconds })
  }
  if (facts.oldest_send_seconds > SEND_SECONDS) {
    const seconds = Math.round(facts.oldest_send_seconds)
    yield say('sends_behind', `Messages wait to be sent for up to ${seconds} s.`, {
      seconds,
      waiting: facts.sends_waiting,
    })
  }
  if (facts.files_late >= FILES) {
    yield say(
      'files_behind',
      `${facts.files_late} customer files could not be fetched within 15 minutes: see the log. Is the file store full, or unreachable? Meta keeps them for 7 days.`,
      { files: facts.files_late },
    )
  }
  if (facts.redis === 'down') {
    const reason = facts.redisRefusal
    yield say(
      'redis_down',
      `${reason === null ? 'Redis does not answer' : `Redis refuses writes (${reason})`}: typing and presence stay within a process.`,
      { reason },
    )
  }
}
