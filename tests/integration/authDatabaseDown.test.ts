import { expect, test } from 'bun:test'
import { privateCluster } from '../helpers/cluster.ts'
import { openTestHttp, PASSWORD } from '../helpers/httpApp.ts'

test('while the database is away every route answers unavailable, and works again afterwards', async () => {
  const cluster = await privateCluster()
  const http = openTestHttp(cluster.url)
  const { token, refresh_token, email } = await http.signedIn('admin')
  await cluster.stop('immediate')
  const answers = [
    await http.call('GET', '/auth/me', { token }),
    await http.call('GET', '/users', { token }),
    await http.call('POST', '/auth/refresh', { body: { refresh_token } }),
    await http.call('POST', '/auth/login', { body: { email, password: PASSWORD } }),
  ]
  for (const { status, body } of answers) {
    expect(status).toBe(503)
    expect(body.error).toEqual({ code: 'unavailable', message: expect.any(String) })
  }
  await cluster.start()
  expect((await http.call('GET', '/auth/me', { token })).status).toBe(200)
  expect(JSON.stringify(http.logged)).not.toContain(email)
  await http.close()
  await cluster.destroy()
}, 60_000)
