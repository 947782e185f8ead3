import { testDatabase } from '../helpers/cluster.ts'
import { openTestHttp, PASSWORD } from '../helpers/httpApp.ts'

export const freshEmail = () => `${Bun.randomUUIDv7()}@example.com`

export const newUser = () => ({
  email: freshEmail(),
  password: PASSWORD,
  name: 'Siti',
  role: 'agent',
})

/** The HTTP app with an admin, and what a test asks of `/users`. */
export async function openUsers() {
  const database = await testDatabase()
  const http = openTestHttp(database.url)
  const admin = await http.signedIn('admin')
  const make = (body: unknown, token = admin.token) => http.call('POST', '/users', { token, body })
  const patch = (id: string, body: unknown, token = admin.token) =>
    http.call('PATCH', `/users/${id}`, { token, body })
  const me = async (token: string) => (await http.call('GET', '/auth/me', { token })).status
  async function storedUser(id: string) {
    const [row] = await http.ctx.sql`
      select name, role, disabled, access_event_id::int as place from users where id = ${id}`
    return row!
  }
  const stop = async () => {
    await http.close()
    await database.drop()
  }
  return { http, admin, make, patch, me, storedUser, stop }
}
