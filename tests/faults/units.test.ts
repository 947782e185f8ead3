import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '../helpers/cluster.ts'
import { freePort, launchServer } from './serverProcess.ts'

setDefaultTimeout(60_000)

const DEPLOY = `${import.meta.dir}/../../deploy`
const UNITS = ['ruang.service', 'ruang-watch.service', 'ruang-watch.timer']

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ruang-units-'))
})
afterAll(() => rm(directory, { recursive: true }))

test.skipIf(!Bun.which('systemd-analyze'))('the systemd units are valid', async () => {
  const paths = UNITS.map((name) => join(directory, name))
  for (const [n, path] of paths.entries()) {
    const unit = await Bun.file(join(DEPLOY, UNITS[n]!)).text()
    // The program of a unit must exist.
    await Bun.write(path, unit.replace('/usr/local/bin/bun', process.execPath))
  }
  const verified = Bun.spawn(['systemd-analyze', 'verify', ...paths], { stderr: 'pipe' })
  expect(await new Response(verified.stderr).text()).toBe('')
  expect(await verified.exited).toBe(0)
})

test.skipIf(!Bun.which('curl'))(
  'the watch kills a server that hangs, but not one that answers or does not listen yet',
  async () => {
    const database = await testDatabase()
    const port = await freePort()
    const server = await launchServer(database.url, port)
    try {
      expect(await watched(port)).toBe('')
      process.kill(server.pid, 'SIGSTOP')
      expect(await watched(port)).toBe('kill --kill-who=main --signal=SIGKILL ruang.service\n')
      await server.end('SIGKILL')
      expect(await watched(port)).toBe('')
    } finally {
      await server.end('SIGKILL')
      await database.drop()
    }
  },
)

test('the watch leaves a server with workers to their leader', async () => {
  const unit = await watchUnit()
  const condition = /^ExecCondition=\/bin\/sh -c '(.*)'$/m.exec(unit)![1]!
  const looks = async (env: Record<string, string>) => {
    const once = Bun.spawn(['sh', '-c', condition], { env: { PATH: process.env.PATH, ...env } })
    return (await once.exited) === 0
  }
  expect(await looks({})).toBe(true)
  expect(await looks({ WORKERS: '' })).toBe(true)
  expect(await looks({ WORKERS: '1' })).toBe(true)
  expect(await looks({ WORKERS: '4' })).toBe(false)
})

const watchUnit = () => Bun.file(join(DEPLOY, 'ruang-watch.service')).text()

/** The commands that one run of the watch gives to systemctl. */
async function watched(port: number): Promise<string> {
  const unit = await watchUnit()
  const script = /^ExecStart=\/bin\/sh -c '(.*)'$/m.exec(unit)![1]!
  expect(script).toContain('--max-time 20 ')
  const told = join(directory, 'told')
  await Bun.write(told, '')
  await Bun.write(join(directory, 'systemctl'), `#!/bin/sh\necho "$@" >> ${told}\n`)
  await chmod(join(directory, 'systemctl'), 0o755)
  const env = { PATH: `${directory}:${process.env.PATH}`, PORT: String(port) }
  const once = ['sh', '-c', script.replace('--max-time 20 ', '--max-time 5 ')]
  expect(await Bun.spawn(once, { env }).exited).toBe(0)
  return Bun.file(told).text()
}
