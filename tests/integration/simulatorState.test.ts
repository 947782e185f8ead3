import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { startServer } from '../helpers/server.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { openSimulated } from './simulatedWorld.ts'

setDefaultTimeout(60_000)

const { simulator, known, stop } = await openSimulated()
afterAll(stop)

describe('the simulator', () => {
  const raw = (path: string, init?: RequestInit) => fetch(`${simulator.url}${path}`, init)
  const json = { 'content-type': 'application/json' }

  test('tells a page what happens, and what it missed', async () => {
    const { customer } = await known({ name: 'Sari' })
    const reader = (await raw('/events?after=0')).body!.getReader()
    let read = ''
    const until = async (pattern: RegExp) => {
      while (!pattern.test(read)) read += new TextDecoder().decode((await reader.read()).value)
    }
    await until(new RegExp(`event: message\\ndata: .*"customer_id":"${customer.id}"`))
    const wamid = await simulator.says(customer.id, { type: 'text', text: 'Live' })
    await until(
      new RegExp(`event: log\\ndata: .*"event":"message.text","wamid":"${RegExp.escape(wamid)}"`),
    )
    expect(read).toMatch(/^id: \d+$/m)
    await reader.cancel()
  })

  test('ends what pages listen to when the server leaves', async () => {
    const leaving = await startServer()
    const reader = (await fetch(`${leaving.url}/simulator/events`)).body!.getReader()
    await reader.read()
    const stopped = leaving.stop()
    while (!(await reader.read()).done);
    await stopped
  })

  test('lists who wrote last first', async () => {
    const { customer } = await known({ name: 'Terakhir' })
    await simulator.says(customer.id, { type: 'text', text: 'Halo' })
    const [first] = await simulator.call<{ id: string; last_message_at: string }[]>(
      'GET',
      '/customers',
    )
    expect(first).toMatchObject({ id: customer.id, name: 'Terakhir', unread: 0 })
  })

  test('offers every error code that a send can fail with', async () => {
    const codes = await simulator.call<{ code: number; title: string }[]>('GET', '/error-codes')
    expect(codes.map(({ code }) => code)).toContain(131047)
    expect(codes.every(({ title }) => title.length > 5)).toBe(true)
  })

  test.each([
    ['a customer who is not there', 'GET', '/customers/1/chat', undefined, 404],
    ['words to one who is not there', 'POST', '/customers/1/messages', '{}', 404],
    ['a phone that is none', 'POST', '/customers', '{"phone":"abc"}', 400],
    ['what nobody knows', 'POST', '/customers', '{"colour":"red"}', 400],
    ['what is no JSON', 'POST', '/behaviour', '{', 400],
    ['a file that is not there', 'GET', '/files/1', undefined, 404],
    ['no form at all', 'POST', '/files', '{}', 400],
  ])('refuses %s', async (_, method, path, body, status) => {
    const answer = await raw(path, { method, headers: json, ...(body !== undefined && { body }) })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ success: false })
  })

  test('refuses what a foreign page could send', async () => {
    const body = '{"duplicates":1}'
    const plain = await raw('/behaviour', { method: 'POST', body })
    expect(plain.status).toBe(400)
    const headers = { ...json, 'sec-fetch-site': 'cross-site' }
    expect((await raw('/behaviour', { method: 'POST', headers, body })).status).toBe(403)
    expect((await raw('/customers', { headers })).status).toBe(403)
  })

  test('refuses a body that is too large', async () => {
    const body = JSON.stringify({ type: 'text', text: 'x'.repeat(300_000) })
    const answer = await raw('/customers/1/messages', { method: 'POST', headers: json, body })
    expect(answer.status).toBe(413)
  })

  test('is not there when it is off', async () => {
    const off = await startServer({ config: { simulator: false } })
    for (const path of ['/customers', '/behaviour', '/events', '/requests', '/graph/v26.0/1']) {
      expect((await fetch(`${off.url}/simulator${path}`)).status).toBe(404)
    }
    const { status } = await off.api('POST', '/messages/test', {
      token: off.admin.token,
      body: { phone: newPhone(), text: 'Halo' },
    })
    expect(status).toBe(404)
    await off.stop()
  })
})
