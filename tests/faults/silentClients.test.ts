import { afterAll, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { testDatabase } from '../helpers/cluster.ts'
import { freePort, launchServer, readiness } from './serverProcess.ts'

const EACH = 100
/** Far less than the minute that a connection may rest between two requests. */
const LET_GO_MS = 30_000

const upgrade = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  ...['Host: x', 'Upgrade: websocket', 'Connection: Upgrade'],
  ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
].join('\r\n')
const BEGINNINGS = {
  nothing: '',
  'part of a request line': 'GET /hea',
  'headers without an end': 'GET /health HTTP/1.1\r\nHost: x\r\nX-More: 1\r\n',
  'half an upgrade': upgrade,
  'an upgrade, but no handshake': `${upgrade}\r\n\r\n`,
}

const database = await testDatabase()
const port = await freePort()
const server = await launchServer(database.url, port)
afterAll(async () => {
  await server.end('SIGKILL')
  await database.drop()
})
const openFiles = () => readdirSync(`/proc/${server.pid}/fd`).length

test.skipIf(process.platform !== 'linux')(
  'clients that fall silent before they are anybody are let go of within seconds, and others are answered meanwhile',
  async () => {
    expect(await readiness(server.url)).toBe(200)
    const before = openFiles()
    const began = performance.now()
    const kept = new Set<string>()
    const left = Object.entries(BEGINNINGS).flatMap(([what, beginning]) =>
      Array.from({ length: EACH }, async (_, n) => {
        kept.add(what + n)
        const socket = connect(port, '127.0.0.1', () => socket.write(beginning))
        // What is not read would hide the end.
        socket.resume().on('error', () => {})
        await new Promise((resolve) => socket.on('close', resolve))
        kept.delete(what + n)
      }),
    )
    while (openFiles() < before + left.length) await Bun.sleep(10)
    expect(await readiness(server.url)).toBe(200)
    await Promise.race([Promise.all(left), Bun.sleep(LET_GO_MS - (performance.now() - began))])
    expect([...kept]).toEqual([])
    while (openFiles() > before + 2) await Bun.sleep(10)
  },
  60_000,
)
