import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { freePort, launchServer, readiness } from './serverProcess.ts'

setDefaultTimeout(60_000)

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('a server whose terminal is closed drains', async () => {
  const server = await launchServer(database.url, await freePort())
  expect(await server.end('SIGHUP')).toBe(0)
  expect(server.output()).toContain('"drained"')
})

test.skipIf(process.platform !== 'linux')(
  'a server started by `nohup` keeps running when its terminal is closed',
  async () => {
    const server = await launchServer(database.url, await freePort(), { through: ['nohup'] })
    process.kill(server.pid, 'SIGHUP')
    expect(await readiness(server.url)).toBe(200)
    expect(await server.end('SIGTERM')).toBe(0)
    expect(server.output().match(/"draining"/g)).toHaveLength(1)
  },
)
