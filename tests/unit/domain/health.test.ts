import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { type HealthFacts, judgeHealth } from '../../../src/domain/health.ts'
import { health } from '../../../src/protocol/health.ts'

const NOW = Date.parse('2026-11-03T04:05:06.789Z')
const MINUTE = 60_000
const LIMITS = { webhookSilenceMs: 30 * MINUTE }
const WELL: HealthFacts = {
  now: NOW,
  startedAt: NOW - 60 * MINUTE,
  lastWebhookAt: NOW - MINUTE,
  signed: 10,
  notStored: 0,
  sends: 'on',
  refused: [],
  database: 'ok',
  redis: 'unused',
  redisRefusal: null,
  draining: false,
  signature_failures: 0,
  feed_lag_seconds: 0,
  sends_waiting: 0,
  oldest_send_seconds: 0,
  quarantine_waiting: 0,
  files_late: 0,
  sockets: 3,
}
const judged = (change: Partial<HealthFacts>, limits = LIMITS) => {
  const { status, problems } = judgeHealth({ ...WELL, ...change }, limits)
  return [status, ...problems.map(({ code }) => code)]
}

test('[H1] only the database, its migrations and leaving make a server unavailable', () => {
  expect(judged({})).toEqual(['ok'])
  expect(judged({ database: 'down' })).toEqual(['unavailable', 'database_down'])
  expect(judged({ database: 'behind' })).toEqual(['unavailable', 'migrations_pending'])
  expect(judged({ draining: true })).toEqual(['unavailable', 'draining'])
})

test('[H1] everything else is degraded, and named', () => {
  expect(judged({ redis: 'down' })).toEqual(['degraded', 'redis_down'])
  expect(judged({ sends: 'off' })).toEqual(['degraded', 'token_missing'])
  expect(judged({ feed_lag_seconds: 11 })).toEqual(['degraded', 'feed_behind'])
  expect(judged({ oldest_send_seconds: 301 })).toEqual(['degraded', 'sends_behind'])
  expect(judged({ notStored: 1 })).toEqual(['degraded', 'not_stored'])
  expect(judged({ files_late: 3 })).toEqual(['degraded', 'files_behind'])
  expect(judged({ files_late: 2 })).toEqual(['ok'])
  expect(judged({ quarantine_waiting: 5 })).toEqual(['ok'])
})

test('a Redis that refuses what it is told is named in its own words', () => {
  const refusal = "READONLY You can't write against a read only replica."
  const { problems } = judgeHealth({ ...WELL, redis: 'down', redisRefusal: refusal }, LIMITS)
  expect(problems).toMatchObject([{ code: 'redis_down', details: { reason: refusal } }])
  expect(problems[0]?.message).toContain(refusal)
})

test('a refused token is told apart from a refused number', () => {
  const refused = (reason: string | null) => judged({ refused: [{ number: '+62 21', reason }] })
  expect(refused('The access token has expired or was revoked. (190)')).toEqual([
    'degraded',
    'token_refused',
  ])
  expect(refused('The account is locked, or a restriction is on it. (131031)')).toEqual([
    'degraded',
    'number_refused',
  ])
  expect(refused(null)).toEqual(['degraded', 'number_refused'])
})

test('wrong signatures are a problem once they outnumber good ones; a stranger’s few are not', () => {
  expect(judged({ signature_failures: 3, signed: 0 })).toEqual(['degraded', 'signature_failures'])
  expect(judged({ signature_failures: 2, signed: 0 })).toEqual(['ok'])
  expect(judged({ signature_failures: 9, signed: 10 })).toEqual(['ok'])
})

test('silence is counted from the last webhook, or from the start, and not at all when it is switched off', () => {
  const silent = { lastWebhookAt: NOW - 31 * MINUTE }
  expect(judged(silent)).toEqual(['degraded', 'no_webhooks'])
  expect(judged({ ...silent, startedAt: NOW - MINUTE })).toEqual(['ok'])
  expect(judged({ lastWebhookAt: null })).toEqual(['degraded', 'no_webhooks'])
  expect(judged({ lastWebhookAt: null }, { webhookSilenceMs: 0 })).toEqual(['ok'])
})

test('whatever is wrong, the answer is as declared, and degraded or worse says why', () => {
  const facts = fc.record({
    database: fc.constantFrom('ok' as const, 'down' as const, 'behind' as const),
    redis: fc.constantFrom('ok' as const, 'down' as const, 'unused' as const),
    draining: fc.boolean(),
    sends: fc.constantFrom('on' as const, 'off' as const),
    lastWebhookAt: fc.option(fc.integer({ min: NOW - 1e9, max: NOW })),
    signature_failures: fc.nat(20),
    feed_lag_seconds: fc.float({ min: 0, max: 1000, noNaN: true }),
    oldest_send_seconds: fc.float({ min: 0, max: 1000, noNaN: true }),
    refused: fc.array(fc.record({ number: fc.string(), reason: fc.option(fc.string()) })),
  })
  fc.assert(
    fc.property(facts, (change) => {
      const answer = health.parse(judgeHealth({ ...WELL, ...change }, LIMITS))
      expect(answer.status === 'ok').toBe(answer.problems.length === 0)
    }),
  )
})
