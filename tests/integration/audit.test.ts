import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { AuditEntry } from '../../src/protocol/audit.ts'
import { registerChannels } from '../../src/store/channels.ts'
import { PASSWORD } from '../helpers/httpApp.ts'
import { ADDRESS, openAudit } from './auditWorld.ts'

setDefaultTimeout(60_000)

const { http, admin, as, log, stop } = await openAudit()
afterAll(stop)

/** What an act adds to the log, oldest first. */
async function added(act: () => Promise<unknown>): Promise<AuditEntry[]> {
  const [last] = (await log('?limit=1')).entries
  http.clock.now += 1000
  await act()
  const { entries } = await log('?limit=100')
  return entries
    .slice(
      0,
      entries.findIndex(({ id }) => id === last!.id),
    )
    .reverse()
}

const did = (action: string, more: object = {}) => ({
  actor_id: admin.id,
  actor_name: 'A admin',
  action,
  address: ADDRESS,
  ...more,
})

describe('what is written down', () => {
  test('a sign-in, a failed one of somebody known and of nobody, and a sign-out', async () => {
    const { id, email } = await http.makeUser()
    const entries = await added(async () => {
      const session = { body: { email, password: PASSWORD }, address: ADDRESS }
      const { body } = await http.call('POST', '/auth/login', session)
      for (const tried of [email, 'my secret password'])
        await http.call('POST', '/auth/login', {
          body: { email: tried, password: 'wrong password' },
          address: ADDRESS,
        })
      await as(body.data.token)('POST', '/auth/logout')
    })
    expect(entries).toMatchObject([
      { actor_id: id, action: 'sign_in', address: ADDRESS },
      { actor_id: null, action: 'sign_in_failed', target_type: 'user', target_id: id },
      { actor_id: null, action: 'sign_in_failed', target_id: null, address: ADDRESS },
      { actor_id: id, action: 'sign_out', address: ADDRESS },
    ])
    expect(JSON.stringify(entries)).not.toMatch(/secret|wrong/)
  })

  test('a password that was changed, and one that was not; a refresh token that came back', async () => {
    const agent = await http.signedIn()
    const { id } = agent
    const call = as(agent.token)
    const change = (current_password: string) =>
      call('POST', '/auth/password', { current_password, new_password: 'another long password' })
    const refresh = () => call('POST', '/auth/refresh', { refresh_token: agent.refresh_token })
    const entries = await added(async () => {
      await change('wrong password')
      await change(PASSWORD)
      await refresh()
      http.clock.now += 60_000
      await refresh()
    })
    expect(entries).toMatchObject([
      { actor_id: id, action: 'password_change_failed' },
      { actor_id: id, action: 'password_changed' },
      { actor_id: null, action: 'refresh_token_reused', target_id: id, address: ADDRESS },
    ])
    expect(JSON.stringify(entries)).not.toContain('long password')
  })

  test('users that are made and changed, with what they were; what changes nothing is nothing', async () => {
    const call = as(admin.token)
    const email = `${Bun.randomUUIDv7()}@example.com`
    let id = ''
    const entries = await added(async () => {
      const user = { email, password: PASSWORD, name: 'Siti', role: 'agent' }
      id = (await call('POST', '/users', user)).body.data.id
      await call('POST', '/users', user)
      await call('PATCH', `/users/${id}`, { role: 'supervisor', name: 'Siti' })
      await call('PATCH', `/users/${id}`, { role: 'supervisor' })
      await call('PATCH', `/users/${id}`, { disabled: true, password: 'another long password' })
    })
    const target = { target_type: 'user', target_id: id }
    expect(entries).toMatchObject([
      did('user_created', { ...target, data: { email, name: 'Siti', role: 'agent' } }),
      did('user_changed', { ...target, data: { role: { from: 'agent', to: 'supervisor' } } }),
      did('user_changed', {
        ...target,
        data: { disabled: { from: false, to: true }, password: 'changed' },
      }),
    ])
    expect(entries[1]!.data).toEqual({ role: { from: 'agent', to: 'supervisor' } })
    expect(JSON.stringify(entries)).not.toContain('long password')
  })

  test('channels that are changed', async () => {
    const id = Bun.randomUUIDv7()
    const seen = { id, phoneNumberId: id, displayPhoneNumber: null, wabaId: null }
    await registerChannels(http.ctx.sql, [seen])
    const entries = await added(async () => {
      await as(admin.token)('PATCH', `/channels/${id}`, { allow_claim: true, name: 'Desk' })
      await as(admin.token)('PATCH', `/channels/${id}`, { allow_claim: true })
    })
    expect(entries).toMatchObject([did('channel_changed', { target_id: id })])
    expect(entries[0]!.data).toEqual({
      allow_claim: { from: false, to: true },
      name: { from: null, to: 'Desk' },
    })
  })

  test('leads that come in a file, as one act however many transactions it takes, and leave in one', async () => {
    const rows = Array.from({ length: 450 }, (_, n) => `Budi ${n}`)
    const file = ['name', ...rows].join('\n')
    const entries = await added(async () => {
      const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'text/csv' }
      const sent = { method: 'POST', headers, body: file }
      expect((await http.send('/leads/import', sent, ADDRESS)).status).toBe(200)
      await http.app.request(
        '/leads/export',
        { headers },
        { requestIP: () => ({ address: ADDRESS }) },
      )
    })
    expect(entries).toMatchObject([
      did('leads_imported', { data: { created: 450, updated: 0, unchanged: 0 } }),
      did('leads_exported'),
    ])
  })

  test('quick replies that are made, changed and removed', async () => {
    const call = as(admin.token)
    const shortcut = Bun.randomUUIDv7()
    const entries = await added(async () => {
      const made = await call('POST', '/quick-replies', { shortcut, text: 'a' })
      await call('PATCH', `/quick-replies/${made.body.data.id}`, { text: 'b' })
      await call('DELETE', `/quick-replies/${made.body.data.id}`)
    })
    expect(entries).toMatchObject([
      did('quick_reply_created', { data: { shortcut } }),
      did('quick_reply_changed', { data: { text: { from: 'a', to: 'b' } } }),
      did('quick_reply_removed', { data: { shortcut, text: 'b' } }),
    ])
  })

  test('an act that fails leaves nothing behind', async () => {
    const refused = await added(async () => {
      const call = as(admin.token)
      await call('PATCH', `/users/${admin.id}`, { role: 'agent' })
      await call('PATCH', `/users/${Bun.randomUUIDv7()}`, { name: 'x' })
      await call('PATCH', `/channels/${Bun.randomUUIDv7()}`, { name: 'x' })
      await call('DELETE', `/quick-replies/${Bun.randomUUIDv7()}`)
      await call('POST', `/quarantine/${Bun.randomUUIDv7()}/replay`)
    })
    expect(refused).toEqual([])
  })
})
