import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { auditAction } from '../../src/protocol/audit.ts'
import { addAudit, pruneAudit, SERVER } from '../../src/store/audit.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { openTestHttp } from '../helpers/httpApp.ts'
import { openAudit } from './auditWorld.ts'

setDefaultTimeout(60_000)

const { http, admin, as, log, stop } = await openAudit()
afterAll(stop)

describe('reading it', () => {
  test('pages go from new to old and miss nothing; filters hold together', async () => {
    const target = { type: 'delivery' as const, id: Bun.randomUUIDv7() }
    const from = new Date(http.clock.now).toISOString()
    for (let n = 0; n < 7; n++) {
      // Two at the same time: the id decides.
      if (n % 2 === 0) http.clock.now += 1000
      const by = n < 4 ? { id: admin.id, address: null } : SERVER
      await addAudit(http.ctx.sql, http.ctx, {
        by,
        action: 'quarantine_replayed',
        target,
        data: { n },
      })
    }
    const seen: unknown[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: Awaited<ReturnType<typeof log>> = await log(
        `?target_id=${target.id}&limit=3${next && `&cursor=${next}`}`,
      )
      seen.push(...page.entries.map(({ data }) => data.n))
      next = page.next
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(seen.slice(0, 1)).toEqual([6])
    const only = async (query: string) =>
      (await log(`?target_id=${target.id}&limit=100&${query}`)).entries.length
    expect(await only(`actor_id=${admin.id}`)).toBe(4)
    expect(await only('action=sign_in')).toBe(0)
    expect(await only('action=quarantine_replayed')).toBe(7)
    expect(await only(`from=${from}`)).toBe(7)
    expect(await only(`to=${from}`)).toBe(0)
    expect(await only(`from=${new Date(http.clock.now).toISOString()}`)).toBe(1)
  })

  test.each([
    '?limit=0',
    '?limit=101',
    '?cursor=x',
    '?actor_id=x',
    '?action=x',
    '?action=constructor',
    '?from=yesterday',
    '?to=0000-01-01T00:00:00Z',
    '?to=9999-12-31T23:59:59-15:00',
    '?from=9999-12-31T23:59:59-00:01',
    '?target_id=%00',
  ])('with %s is refused', async (query) => {
    expect((await as(admin.token)('GET', `/audit${query}`)).status).toBe(400)
  })

  test.each([
    '?to=9999-12-31T23:59:59.999999Z',
    '?from=2026-01-01T00:00:00%2B23:59',
    '?to=1970-01-01T00:00:00-23:59',
  ])('with %s goes well', async (query) => {
    expect((await as(admin.token)('GET', `/audit${query}`)).status).toBe(200)
  })

  test('is for admins', async () => {
    for (const role of ['supervisor', 'agent'] as const) {
      const { token } = await http.signedIn(role)
      expect((await as(token)('GET', '/audit')).status).toBe(403)
    }
    expect((await http.call('GET', '/audit')).status).toBe(401)
  })
})

test('every act of the protocol is one that the database keeps, and goes when it is old', async () => {
  const own = await testDatabase()
  const there = openTestHttp(own.url)
  for (const action of auditAction.options)
    await addAudit(there.ctx.sql, there.ctx, { by: SERVER, action })
  const count = async () => (await there.ctx.sql`select 1 from audit_log`).length
  expect(await count()).toBe(auditAction.options.length)
  await pruneAudit(there.ctx.sql, new Date(there.clock.now))
  expect(await count()).toBe(auditAction.options.length)
  await pruneAudit(there.ctx.sql, new Date(there.clock.now + 1))
  expect(await count()).toBe(0)
  await there.close()
  await own.drop()
})
