import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openTestHttp } from '../helpers/httpApp.ts'
import { openTeam } from './roomsWorld.ts'

setDefaultTimeout(60_000)

const team = await openTeam()
const http = openTestHttp(team.server.databaseUrl)
afterAll(async () => {
  await http.close()
  await team.end()
})

/** Begins to take a file; what comes of it after `then`. */
async function take(path: string, token: string, then: () => Promise<unknown>) {
  const headers = { authorization: `Bearer ${token}` }
  const { body } = await http.app.request(path, { headers })
  const reader = body!.getReader()
  const decoder = new TextDecoder()
  let text = decoder.decode((await reader.read()).value)
  await then()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return { whole: true, text }
      text += decoder.decode(value)
    }
  } catch {
    return { whole: false, text }
  }
}

const admin = await http.signedIn('admin')
const change = async (userId: string, body: object) => {
  const answer = await http.call('PATCH', `/users/${userId}`, { token: admin.token, body })
  expect(answer.status).toBe(200)
}

describe('a file of leads', () => {
  const HIGHEST = 'ffffffff-0000-7000-8000-'
  const late = async () => {
    // Last of all: on a page that is not read yet.
    const id = `00000000-0000-7000-8000-${Bun.randomUUIDv7().slice(-12)}`
    await team.sql`insert into leads (id, name, created_at, updated_at) values (${id}, ${`Late ${id}`}, now(), now())`
    return `Late ${id}`
  }

  test('breaks off for who is disabled while they take it, and tells nothing of what came later', async () => {
    await team.sql`
      insert into leads (id, name, created_at, updated_at)
      select (${HIGHEST} || lpad(to_hex(n), 12, '0'))::uuid, 'Early ' || n, now(), now() from generate_series(1, 5000) n`
    const { id, token } = await http.signedIn('supervisor')
    let name = ''
    const { whole, text } = await take('/leads/export', token, async () => {
      await change(id, { disabled: true })
      name = await late()
    })
    expect(whole).toBe(false)
    expect(text).toContain('Early 5000')
    expect(text).not.toContain(name)
  })

  test('breaks off for who is no longer staff, and goes on for who still is', async () => {
    const demoted = await http.signedIn('supervisor')
    const ended = await take('/leads/export', demoted.token, () =>
      change(demoted.id, { role: 'agent' }),
    )
    expect(ended.whole).toBe(false)
    const promoted = await http.signedIn('supervisor')
    const { whole, text } = await take('/leads/export', promoted.token, () =>
      change(promoted.id, { role: 'admin' }),
    )
    expect(whole).toBe(true)
    expect(text).toContain('Early 1,')
  })
})

test('a customer’s data breaks off for who is no admin any more', async () => {
  const { phone } = await team.newRoom({ messages: 3 })
  const [{ id: contact }] = (await http.call('GET', `/contacts?id=${phone}`, admin)).body.data
  const other = await http.signedIn('admin')
  const path = `/contacts/${contact}/export`
  expect((await take(path, other.token, async () => {})).whole).toBe(true)
  const { whole } = await take(path, other.token, () => change(other.id, { role: 'supervisor' }))
  expect(whole).toBe(false)
})
