import { afterAll, beforeAll, expect, test } from 'bun:test'
import dashboard from '../../deploy/grafana-dashboard.json' with { type: 'json' }
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { type MetricsWorld, openMetricsWorld } from './metricsWorld.ts'

let world: MetricsWorld
beforeAll(async () => {
  world = await openMetricsWorld()
})
afterAll(() => world.stop())

test('deliveries are counted by how they were answered, and those that were stored by how long they took', async () => {
  const before = await world.until((now) => now('ruang_feed_lag_events') === 0)
  for (let i = 0; i < 3; i++)
    expect((await world.deliver(webhook(textMessage(newPhone(), 'Halo')))).status).toBe(200)
  expect((await world.post('{}', 'sha256=00')).status).toBe(401)
  expect((await world.deliver('not json')).status).toBe(400)

  // Dashboards are told in a moment, after Meta was answered.
  const after = await world.until(
    (now) =>
      now('ruang_webhook_emit_seconds_count') - before('ruang_webhook_emit_seconds_count') === 3,
  )
  const more = (name: string) => after(name) - before(name)
  expect(more('ruang_webhooks_total{outcome="stored"}')).toBe(3)
  expect(more('ruang_webhooks_total{outcome="unsigned"}')).toBe(1)
  expect(more('ruang_webhooks_total{outcome="not_json"}')).toBe(1)
  expect(more('ruang_ingest_group_updates_sum')).toBe(3)
  expect(more('ruang_ingest_commit_seconds_count')).toBe(more('ruang_ingest_group_updates_count'))
  expect(more('ruang_events_total')).toBeGreaterThanOrEqual(3)
  expect(after('ruang_database_up')).toBe(1)
  expect(after('ruang_feed_lag_events')).toBe(0)
})

test('a delivery that is stored already tells dashboards nothing, and is not counted among those that did', async () => {
  const body = webhook(textMessage(newPhone(), 'Halo'))
  await world.deliver(body)
  const once = await world.until((now) => now('ruang_feed_lag_events') === 0)
  await world.deliver(body)
  const twice = await world.read()
  const stored = 'ruang_webhooks_total{outcome="stored"}'
  expect(twice(stored) - once(stored)).toBe(1)
  expect(twice('ruang_webhook_emit_seconds_count')).toBe(once('ruang_webhook_emit_seconds_count'))
})

test('sends are counted by what became of them, and the queue by its state', async () => {
  const before = await world.read()
  await world.send('accepted, then refused')
  await world.until(
    (now) =>
      now('ruang_sends_total{outcome="accepted"}') >
      before('ruang_sends_total{outcome="accepted"}'),
  )
  // The database is asked before the counters are, and an outcome is counted after its commit.
  const sent = await world.read()
  expect(sent('ruang_send_queue{state="queued"}')).toBe(0)
  expect(sent('ruang_send_queue_oldest_seconds')).toBe(0)

  world.refuse(190)
  await world.send('nobody takes this')
  await world.until(
    (now) =>
      now('ruang_sends_total{outcome="hold"}') === before('ruang_sends_total{outcome="hold"}') + 1,
  )
  const held = await world.read()
  expect(held('ruang_channels_refused')).toBe(1)
  expect(held('ruang_send_queue{state="queued"}')).toBe(1)
  // It waits for its number, not for us.
  expect(held('ruang_send_queue_oldest_seconds')).toBe(0)
})

test('sockets are counted', async () => {
  const before = await world.read()
  const client = await world.connect()
  expect((await world.read())('ruang_sockets')).toBe(before('ruang_sockets') + 1)
  client.close()
  await world.until((now) => now('ruang_sockets') === before('ruang_sockets'))
})

test('names and labels follow Prometheus’ rules, and no label grows with customers, rooms or users', async () => {
  const text = await world.text()
  const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => ({
    name,
    type,
  }))
  expect(families.length).toBeGreaterThan(15)
  for (const { name, type } of families) {
    expect(name).toMatch(/^(ruang|process|nodejs)_[a-z0-9_]+$/)
    if (type === 'counter') expect(name).toEndWith('_total')
    else expect(name).not.toEndWith('_total')
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kilobytes|kb|mb)\b/)
  }
  const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label))
  expect([...labels].sort()).toEqual(['le', 'outcome', 'state'])
  expect(text).not.toContain('wamid')
})

test('every query of the Grafana dashboard asks for metrics that are there', async () => {
  const text = await world.text()
  const lines = new Set([...text.matchAll(/^(\w+)(?:\{|\s)/gm)].map(([, name]) => name))
  // Absent without Redis.
  lines.add('ruang_redis_up')
  const declared = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
  expect(declared.has('ruang_redis_up')).toBe(true)
  const queries = dashboard.panels.flatMap((panel) =>
    'targets' in panel ? (panel.targets ?? []) : [],
  )
  expect(queries.length).toBeGreaterThan(20)
  for (const { expr } of queries) {
    const named = expr.match(/\b(ruang|process|nodejs)_\w+/g) ?? []
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !lines.has(name))).toEqual([])
  }
})

test('only who has the token reads metrics; without one, this machine in development and nobody in production', async () => {
  const get = (url: string, token?: string) =>
    fetch(`${url}/metrics`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })
  expect((await get(world.url, world.token)).status).toBe(200)
  for (const token of [undefined, '', 'wrong', `${world.token}x`, world.admin.token]) {
    const refused = await get(world.url, token)
    expect(refused.status).toBe(401)
    expect(await refused.text()).not.toContain('ruang_')
  }
  await using development = await world.another({ metricsToken: undefined })
  expect((await get(development.url)).status).toBe(200)
  await using production = await world.another({ metricsToken: undefined, production: true })
  expect((await get(production.url)).status).toBe(404)
  expect((await get(production.url, world.token)).status).toBe(404)
})
