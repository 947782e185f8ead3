import { expect } from 'bun:test'
import { z } from 'zod'
import { auditEntry } from '../../src/protocol/audit.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { openTestHttp } from '../helpers/httpApp.ts'

export const ADDRESS = '198.51.100.7'

/** The HTTP app with an admin, and its audit log. */
export async function openAudit() {
  const database = await testDatabase()
  const http = openTestHttp(database.url)
  const admin = await http.signedIn('admin')
  const as = (token: string) => (method: string, path: string, body?: unknown) =>
    http.call(method, path, { token, body, address: ADDRESS })
  const log = async (query = '') => {
    const { status, body } = await as(admin.token)('GET', `/audit${query}`)
    expect(status).toBe(200)
    return {
      entries: z.array(auditEntry).parse(body.data),
      next: body.next_cursor as string | null,
    }
  }
  const stop = async () => {
    await http.close()
    await database.drop()
  }
  return { http, admin, as, log, stop }
}
