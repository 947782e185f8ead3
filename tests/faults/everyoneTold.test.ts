import { expect, setDefaultTimeout, test } from 'bun:test'
import { chmod, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectNothingLost, setStage } from './scene.ts'
import { seeded } from './seeded.ts'
import { childrenOf, freePort, launchServer } from './serverProcess.ts'

setDefaultTimeout(120_000)

test.skipIf(process.platform !== 'linux')(
  // As systemd does with `KillMode=control-group`, its default.
  'SIGTERM to the server and every process of its PostgreSQL at once, under load: it drains, exits with 0, and nothing is lost',
  async () => {
    await using all = new AsyncDisposableStack()
    const dataDir = await mkdtemp(join(tmpdir(), 'ruang-told-'))
    all.defer(() => rm(dataDir, { recursive: true, force: true }))
    // As root, PostgreSQL runs as another user.
    await chmod(dataDir, 0o755)
    const port = await freePort()
    const launch = () => launchServer('', port, { env: { DATA_DIR: dataDir }, keepOutput: 1e6 })
    let server = await launch()
    all.defer(async () => void (await server.end('SIGKILL')))
    const size = { url: server.url, databaseUrl: await urlIn(dataDir), customers: 100 }
    const stage = await setStage(seeded('everyone told'), size, all)
    const postman = stage.load(32)
    await postman.acks(500)
    const { pid } = await pidFileIn(dataDir)
    for (const one of [...(await childrenOf(pid)), pid]) process.kill(one, 'SIGTERM')
    const code = await server.end('SIGTERM')
    expect(code).toBe(0)
    expect(await readdir(join(dataDir, 'postgres/data'))).not.toContain('postmaster.pid')
    server = await launch()
    await postman.acks(100)
    await postman.finish()
    await expectNothingLost({ ...stage, databaseUrl: await urlIn(dataDir) }, postman.acked)
    expect(await server.end('SIGTERM')).toBe(0)
  },
)

async function pidFileIn(dataDir: string) {
  const text = await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')
  const [pid, , , port] = text.split('\n').map(Number)
  return { pid: pid!, port: port! }
}

async function urlIn(dataDir: string): Promise<string> {
  const password = await readFile(
    join(await realpath(join(dataDir, 'postgres')), 'password'),
    'utf8',
  )
  const { port } = await pidFileIn(dataDir)
  return `postgres://ruang:${password.trim()}@127.0.0.1:${port}/ruang`
}
