import { afterAll, beforeAll, expect, test } from 'bun:test'
import postgres from 'postgres'
import { createHealth } from '../../src/ops/health.ts'
import { createWebhookCounts } from '../../src/ops/webhookCounts.ts'
import { health } from '../../src/protocol/health.ts'
import { openDatabase } from '../../src/store/database.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { ready } from '../helpers/ready.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid, seconds, textMessage, webhook } from '../helpers/webhooks.ts'
import { type MetricsWorld, openMetricsWorld } from './metricsWorld.ts'

let world: MetricsWorld
beforeAll(async () => {
  world = await openMetricsWorld()
})
afterAll(() => world.stop())

const codes = ({ body }: { body: { problems: { code: string }[] } }) =>
  body.problems.map(({ code }) => code)

test('what is wrong is told to operators and admins; anybody else hears whether the server can serve', async () => {
  const told = await ready(world.url, world.token)
  expect(health.parse(told.body).status).toBe('ok')
  expect(Date.parse(told.body.checks.last_webhook_at)).toBeGreaterThan(Date.now() - 600_000)
  expect((await ready(world.url)).body).toEqual({ status: 'ok' })
  expect((await ready(world.url, world.admin.token)).body).toEqual({ status: 'ok' })
  const shown = await world.api('GET', '/dashboard/health', { token: world.admin.token })
  expect(shown.status).toBe(200)
  expect(health.parse(shown.body.data).status).toBe('ok')
})

test('deliveries with a wrong signature are told once they outnumber the good ones', async () => {
  await using strict = await world.another({ metricsToken: world.token })
  for (let i = 0; i < 3; i++) {
    const refused = await fetch(`${strict.url}/webhook/whatsapp`, {
      method: 'POST',
      headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      body: '{}',
    })
    expect(refused.status).toBe(401)
  }
  const told = await ready(strict.url, world.token)
  expect([told.status, told.body.status, codes(told)]).toEqual([
    200,
    'degraded',
    ['signature_failures'],
  ])
  expect(told.body.problems[0].details).toEqual({ failures: 3, signed: 0 })
})

test('that deliveries can’t be stored is told until one is', async () => {
  const server = await startServer({ config: { metricsToken: world.token } })
  const sql = postgres(server.databaseUrl, { max: 1 })
  const deliver = () => server.deliver(webhook(textMessage(newPhone(), 'Halo')))
  await sql.unsafe(`
    create function disk_is_full() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
    create trigger full_disk before insert on messages execute function disk_is_full()`)
  expect((await deliver()).status).toBe(503)
  const told = await ready(server.url, world.token)
  expect([told.status, codes(told)]).toEqual([200, ['not_stored']])
  expect(told.body.problems[0].details).toEqual({ deliveries: 1 })
  await sql.unsafe('set client_min_messages = error; drop function disk_is_full cascade')
  expect((await deliver()).status).toBe(200)
  expect(codes(await ready(server.url, world.token))).toEqual([])
  await sql.end()
  await server.stop()
})

test('customers’ files that should have come long ago are told once there are several', async () => {
  const server = await startServer({
    config: { metricsToken: world.token, simulator: false, sendsToSimulator: false },
  })
  const sql = postgres(server.databaseUrl, { max: 1 })
  const late = async () => codes(await ready(server.url, world.token)).includes('files_behind')
  try {
    for (let i = 0; i < 3; i++) {
      const { messages: _, ...said } = textMessage(newPhone(), '')
      const image = { id: `${1e15 + i}`, mime_type: 'image/jpeg' }
      const photo = { from: newPhone(), id: newWamid(), timestamp: seconds(), type: 'image', image }
      const stored = await server.deliver(webhook({ ...said, messages: [photo] }))
      expect(stored.status).toBe(200)
    }
    expect(await late()).toBe(false)
    await sql`update media set created_at = created_at - interval '16 minutes'`
    expect(await late()).toBe(true)
    const headers = { authorization: `Bearer ${world.token}` }
    const metrics = await (await fetch(`${server.url}/metrics`, { headers })).text()
    expect(metrics).toContain('\nruang_files_late 3\n')
  } finally {
    await sql.end()
    await server.stop()
  }
})

test('a token that Meta refuses is named, with its number, until Meta takes it again', async () => {
  world.refuse(190)
  await world.send('nobody takes this')
  await world.until((now) => now('ruang_channels_refused') === 1)
  const told = await ready(world.url, world.token)
  expect([told.status, told.body.status, codes(told)]).toEqual([200, 'degraded', ['token_refused']])
  expect(told.body.problems[0].details.number).toBe('15550783881')
  expect((await ready(world.url)).body).toEqual({ status: 'degraded' })
})

test('silence of Meta is reported after the configured time, also by a server that has just started', async () => {
  const clock = { ahead: 0 }
  const now = () => Date.now() + clock.ahead
  const server = await startServer({
    now,
    config: { metricsToken: world.token, webhookSilenceMs: 3_600_000 },
  })
  try {
    await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
    expect(codes(await ready(server.url, world.token))).toEqual([])
    clock.ahead = 2 * 3_600_000
    const told = await ready(server.url, world.token)
    expect([told.status, codes(told)]).toEqual([200, ['no_webhooks']])
    expect(told.body.problems[0].details.minutes).toBe(120)
    await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
    expect(codes(await ready(server.url, world.token))).toEqual([])
  } finally {
    await server.stop()
  }
})

test('a database that lacks migrations of this version is 503', async () => {
  const database = await testDatabase()
  const server = await startServer({
    databaseUrl: database.url,
    config: { metricsToken: world.token },
  })
  const sql = postgres(database.url, { max: 1 })
  try {
    expect((await ready(server.url)).status).toBe(200)
    await sql`
      delete from drizzle.__drizzle_migrations
       where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`
    const told = await ready(server.url, world.token)
    expect([told.status, codes(told)]).toEqual([503, ['migrations_pending']])
    expect(await (await fetch(`${server.url}/ready`)).json()).toEqual({ status: 'unavailable' })
  } finally {
    await sql.end()
    await server.stop()
    await database.drop()
  }
})

test('those who ask at once share one look at the database, and who asks later gets another', async () => {
  const database = await testDatabase()
  const { sql, close } = openDatabase(database.url)
  let asked = 0
  const counted = new Proxy(sql, {
    apply(query, self, given) {
      asked++
      return Reflect.apply(query, self, given)
    },
  })
  const now = Date.now
  const ask = createHealth({
    sql: counted,
    now,
    webhooks: createWebhookCounts({ sql, now }),
    webhookSilenceMs: 0,
    own: () => ({
      draining: false,
      redis: 'unused',
      redisRefusal: null,
      sends: 'on',
      sockets: 0,
      feedPosition: 0,
    }),
  })
  expect((await ask()).status).toBe('ok')
  const once = asked
  const answers = await Promise.all(Array.from({ length: 100 }, ask))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['ok']))
  expect(asked).toBe(2 * once)
  await close()
  await database.drop()
})
