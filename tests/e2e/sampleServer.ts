import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { ensureSampleData } from '../../src/seed/seed.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { ADMIN, APP_SECRET, startServer } from '../helpers/server.ts'

/** A server as after a first start in development: with a team, its rooms, and a week of history. */
export async function startSampleServer() {
  const database = await testDatabase()
  const dataDir = join(tmpdir(), `ruang-sample-${Bun.randomUUIDv7()}`)
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir }, () => ({
    JWT_SECRET: 'a test secret that is long enough for HS256',
    WHATSAPP_APP_SECRET: APP_SECRET,
    WHATSAPP_VERIFY_TOKEN: 'test_verify_token',
    ADMIN_PASSWORD: ADMIN.password,
  }))
  const log = {
    warn(fields: object, text: string) {
      throw new Error(`${text}: ${JSON.stringify(fields)}`)
    },
  }
  await ensureSampleData(config, { databaseUrl: database.url, log })
  const server = await startServer({ databaseUrl: database.url, config: { dataDir } })
  return {
    url: server.url,
    /** The credentials of a team member. */
    accountOf: (name: string) => ({ email: `${name}@example.com`, password: ADMIN.password }),
    async stop() {
      await server.stop()
      await database.drop()
    },
  }
}
