import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { freePort, launchServer } from './serverProcess.ts'

setDefaultTimeout(60_000)

const run = async (...command: string[]) =>
  (await Bun.spawn(command, { stderr: 'ignore' }).exited) === 0

const directory = await mkdtemp(join(tmpdir(), 'ruang-log-'))
// Only root may mount a small disk to fill.
const small =
  process.getuid?.() === 0 &&
  (await run('mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory))
afterAll(async () => {
  if (small) await run('umount', directory)
  await rm(directory, { recursive: true, force: true })
})

test.skipIf(!small)(
  'the disk of the log is full: the server starts, stores and stops as usual, and the pending lines are written once there is room',
  async () => {
    const database = await testDatabase()
    const [log, filler] = [join(directory, 'log'), join(directory, 'filler')]
    await Bun.write(log, '')
    expect(await run('cp', '/dev/zero', filler)).toBe(false)
    const server = await launchServer(database.url, await freePort(), { log })
    try {
      const said = webhook(textMessage(newPhone(), 'Halo'))
      expect((await deliver(server.url, said)).status).toBe(200)
      expect(await readFile(log, 'utf8')).toBe('')
      await rm(filler)
      expect(await server.end('SIGTERM')).toBe(0)
      const written = await readFile(log, 'utf8')
      expect(written).toContain('listening')
      expect(written).toContain('draining')
    } finally {
      await server.end('SIGKILL')
      await database.drop()
    }
  },
)

test.skipIf(process.platform !== 'linux')(
  'a log that takes nothing at all ends no server either',
  async () => {
    const database = await testDatabase()
    const server = await launchServer(database.url, await freePort(), { log: '/dev/full' })
    try {
      const said = webhook(textMessage(newPhone(), 'Halo'))
      expect((await deliver(server.url, said)).status).toBe(200)
      expect(await server.end('SIGTERM')).toBe(0)
    } finally {
      await server.end('SIGKILL')
      await database.drop()
    }
  },
)
