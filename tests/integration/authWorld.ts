import { testDatabase } from '../helpers/cluster.ts'
import { openTestHttp } from '../helpers/httpApp.ts'

const statusOf = async (answer: Promise<{ status: number }>) => (await answer).status

/** The HTTP app on a database of its own, and what a test asks of `/auth`. */
export async function openAuth() {
  const database = await testDatabase()
  const http = openTestHttp(database.url)
  const logIn = (body: unknown) => http.call('POST', '/auth/login', { body })
  const refresh = (refresh_token: unknown) =>
    http.call('POST', '/auth/refresh', { body: { refresh_token } })
  const me = (token?: string) => statusOf(http.call('GET', '/auth/me', { token }))
  const disable = (userId: string) =>
    http.ctx.sql`update users set disabled = true where id = ${userId}`
  const endedFamilies = () => http.ended.map(({ familyId }) => familyId)
  const familyOf = async (token: string) => (await http.tokens.verify(token))!.familyId
  const stop = async () => {
    await http.close()
    await database.drop()
  }
  return { database, http, logIn, refresh, me, disable, endedFamilies, familyOf, stop }
}
