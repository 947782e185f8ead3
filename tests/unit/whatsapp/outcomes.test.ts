import { expect, test } from 'bun:test'
import { isDatabaseUnavailable } from '../../../src/store/unavailable.ts'
import { type WebhookOutcome, webhookRoute } from '../../../src/whatsapp/route.ts'
import { signBody } from '../../../src/whatsapp/signature.ts'

const SECRET = 'test_app_secret'
const BODY = '{"object":"whatsapp_business_account","entry":[]}'
const signed = (body: string) => signBody(Buffer.from(body), SECRET)
const unreachable = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })

/** How one delivery was told of; a `submit` that throws is a database, or code, that failed. */
async function told(
  delivery: { body?: string; signature?: string },
  state: { draining?: boolean; fails?: Error } = {},
): Promise<WebhookOutcome[]> {
  const outcomes: WebhookOutcome[] = []
  const route = webhookRoute({
    appSecrets: [SECRET],
    verifyToken: 'token of a test',
    now: Date.now,
    draining: () => state.draining ?? false,
    isUnavailable: isDatabaseUnavailable,
    submit: async () => {
      if (state.fails) throw state.fails
    },
    answered: (outcome) => outcomes.push(outcome),
  }).onError((_, c) => c.body(null, 500))
  const { body = BODY, signature = signed(body) } = delivery
  await route.request('/', {
    method: 'POST',
    headers: { 'x-hub-signature-256': signature },
    body,
  })
  return outcomes
}

test.each<[WebhookOutcome, Parameters<typeof told>]>([
  ['stored', [{}]],
  ['unsigned', [{ signature: 'sha256=00' }]],
  ['not_json', [{ body: 'not json' }]],
  ['too_large', [{ body: 'x'.repeat(4 * 1024 * 1024 + 1) }]],
  ['draining', [{}, { draining: true }]],
  ['unavailable', [{}, { fails: unreachable }]],
  ['unavailable', [{}, { fails: new Error('a query failed', { cause: unreachable }) }]],
  ['failed', [{}, { fails: new TypeError('undefined is not a function') }]],
])('a delivery is told of once, as what became of it: %s', async (outcome, delivery) => {
  expect(await told(...delivery)).toEqual([outcome])
})

test('during shutdown, unsigned requests get the usual 401', async () => {
  expect(await told({ signature: 'sha256=00' }, { draining: true })).toEqual(['unsigned'])
})

test('waiting deliveries are bounded: above that Meta has to redeliver, until some are stored', async () => {
  const outcomes: WebhookOutcome[] = []
  const stored = Promise.withResolvers<void>()
  let submitted = () => {}
  const route = webhookRoute({
    appSecrets: [SECRET],
    verifyToken: 'token of a test',
    now: Date.now,
    draining: () => false,
    isUnavailable: isDatabaseUnavailable,
    submit: () => {
      submitted()
      return stored.promise
    },
    answered: (outcome) => outcomes.push(outcome),
  }).onError((_, c) => c.body(null, 503))
  const body = BODY.padEnd(4 * 1024 * 1024)
  const headers = { 'x-hub-signature-256': signed(body) }
  const post = async () => (await route.request('/', { method: 'POST', headers, body })).status

  const waiting: Promise<number>[] = []
  for (let refused = false; !refused; ) {
    const isWaiting = new Promise<false>((resolve) => {
      submitted = () => resolve(false)
    })
    const answer = post()
    refused = await Promise.race([isWaiting, answer.then((status) => status === 503)])
    if (!refused) waiting.push(answer)
  }
  expect(waiting.length).toBeWithin(15, 20)
  expect(outcomes).toEqual(['unavailable'])
  stored.resolve()
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([200]))
  expect(await post()).toBe(200)
})
