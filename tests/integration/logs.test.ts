import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { freePort, launchServer } from '../faults/serverProcess.ts'
import { connect } from '../helpers/client.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { from, hook } from './webhookWorld.ts'

setDefaultTimeout(120_000)

const cluster = await privateCluster()
afterAll(() => cluster.destroy())

/** What customers and colleagues say and are called, and what opens doors: none of it may be in a log. */
const word = () => `secret${randomBytes(6).toString('hex')}`

test('the log of a busy run, with faults of every kind, holds no secret, no text, no phone', async () => {
  const server = await launchServer(cluster.url, await freePort(), {
    env: { LOG_LEVEL: 'trace' },
    keepOutput: Number.POSITIVE_INFINITY,
  })
  const secrets: string[] = ['correct horse battery', 'test_app_secret', 'test_verify_token']
  const secret = (make = word) => {
    const made = make()
    secrets.push(made)
    return made
  }
  const call = async (method: string, path: string, token = '', body?: unknown) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const login = async (email: string, password: string) => {
    const { text } = await call('POST', '/auth/login', '', { email, password })
    const { data } = JSON.parse(text)
    secrets.push(data.token, data.refresh_token)
    return data.token as string
  }

  const admin = await login('admin@example.com', 'correct horse battery')
  const email = `${secret()}@example.com`
  const account = { email, password: secret(), name: secret(), role: 'agent' }
  await call('POST', '/users', admin, account)
  const agent = await login(email, account.password)
  const phones = Array.from({ length: 20 }, () => secret(newPhone))
  const say = (phone: string) =>
    hook(from({ phone, name: secret() }, secret(), { wamid: secret(newWamid) }))
  for (const phone of phones) await deliver(server.url, say(phone))

  // Refusals of every kind.
  await call('POST', '/auth/login', '', { email, password: secret() })
  await call('POST', '/auth/login', '', { email: secret(), password: secret() })
  await call('POST', '/auth/login', '', `{"email":"${secret()}","password":`)
  await call('POST', '/auth/refresh', '', { refresh_token: secret() })
  await call('GET', '/auth/me', secret())
  await call('GET', `/rooms?q=${secret()}`, agent)
  await call('GET', `/rooms/${secret()}?token=${secret()}`, agent)
  await call(
    'GET',
    `/webhook/whatsapp?hub.mode=subscribe&hub.challenge=7&hub.verify_token=${secret()}`,
  )
  await fetch(`${server.url}/webhook/whatsapp`, {
    method: 'POST',
    headers: { 'x-hub-signature-256': `sha256=${secret(() => randomBytes(32).toString('hex'))}` },
    body: JSON.stringify(say(secret(newPhone))),
  })
  await deliver(server.url, `{"object":"${secret()}"`)
  await connect(server.url, { token: secret() }).catch(() => {})
  const socket = await connect(server.url, { token: admin })
  await socket.emit('room:join', { room_id: secret() })
  await socket.emit('session:renew', { token: secret() })
  await socket.emit('typing_indicator', { room_id: secret(), text: secret() })

  // Faults of ours: a payload that the database refuses, a query that fails, the database away.
  const sql = postgres(cluster.url, { max: 1, onnotice: () => {} })
  await sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'refused % for %', new.content_text, new.wa_message_id; end $$;
    create trigger refuse before insert on messages for each row execute function refuse()`)
  for (const phone of phones) expect((await deliver(server.url, say(phone))).status).toBe(200)
  await sql`alter table quick_replies rename column shortcut to gone`
  const broken = { shortcut: secret(), text: secret() }
  expect((await call('POST', '/quick-replies', admin, broken)).status).toBe(500)
  await sql`alter table quick_replies rename column gone to shortcut`
  await sql.end()
  await cluster.stop('immediate')
  expect((await deliver(server.url, say(phones[0]!))).status).toBe(503)
  expect((await call('GET', '/rooms', admin)).status).toBe(503)
  await socket.emit('room:read', { room_id: Bun.randomUUIDv7() })
  socket.close()
  await cluster.start()
  while ((await deliver(server.url, say(phones[0]!))).status !== 200) await Bun.sleep(20)
  await server.end('SIGTERM')

  const log = server.output()
  // The run was as busy as it was meant to be.
  expect(log).toContain('an update could not be stored')
  expect(log).toContain('a request failed')
  expect(log).toContain('the database is unreachable')
  for (const line of log.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  const leaked = secrets.filter((one) => log.includes(one))
  expect({ leaked, of: secrets.length }).toEqual({ leaked: [], of: secrets.length })
  expect(log).not.toMatch(/(?<![\w.-])\+?62\d{8,}(?![\w-])/)
})
