import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { freePort, type Launched, launchServer } from './serverProcess.ts'

setDefaultTimeout(180_000)

const PASSWORD = 'correct horse battery'

let dataDir: string
const launched = new Set<{ kill: (signal: 'SIGKILL') => void; exited: Promise<unknown> }>()

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ruang-first-start-'))
})

afterEach(async () => {
  for (const child of launched) child.kill('SIGKILL')
  await Promise.all([...launched].map(({ exited }) => exited))
  launched.clear()
  const postmaster = runningPostgres()
  if (postmaster) process.kill(postmaster.pid, 'SIGQUIT')
  await until(() => !runningPostgres())
  const data = join(dataDir, 'postgres')
  if (existsSync(data)) rmSync(realpathSync(data), { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
})

const settings = { DATA_DIR: '', NODE_ENV: 'development', DATABASE_URL: '', HOST: '127.0.0.1' }

for (const signal of ['SIGKILL', 'SIGINT'] as const) {
  test(`a first start that ${signal} ended while it made the sample data is begun again, and is then complete`, async () => {
    const first = Bun.spawn([process.execPath, 'src/index.ts'], {
      cwd: join(import.meta.dir, '../..'),
      env: { ...process.env, ...settings, DATA_DIR: dataDir, PORT: '0', ADMIN_PASSWORD: PASSWORD },
      stdout: 'ignore',
      stderr: 'inherit',
    })
    launched.add(first)
    await Promise.race([until(aUserIsThere), first.exited])
    first.kill(signal)
    await first.exited
    // After SIGINT the server also stops PostgreSQL.
    expect(runningPostgres() !== null).toBe(signal === 'SIGKILL')

    const second = await start()
    expect(await roomsOf(second, 'sri@example.com')).toBeGreaterThan(10)
    await second.end('SIGTERM')
  })
}

test('once the server may have served somebody, sample data is never begun again', async () => {
  const first = await start()
  const rooms = await roomsOf(first, 'sri@example.com')
  await first.end('SIGKILL')
  const second = await start()
  expect(await roomsOf(second, 'sri@example.com')).toBe(rooms)
  expect(second.output()).not.toContain('sampleDataMs')
  await second.end('SIGTERM')
})

async function start(): Promise<Launched> {
  const env = { ...settings, DATA_DIR: dataDir, ADMIN_PASSWORD: PASSWORD }
  const server = await launchServer('', await freePort(), { env })
  launched.add({ kill: (signal) => void server.end(signal), exited: server.exited })
  return server
}

async function roomsOf({ url }: Launched, email: string): Promise<number> {
  const signedIn = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  expect(signedIn.status).toBe(200)
  const { data } = (await signedIn.json()) as { data: { token: string } }
  const list = await fetch(`${url}/rooms`, { headers: { authorization: `Bearer ${data.token}` } })
  return ((await list.json()) as { counts: { all: number } }).counts.all
}

function runningPostgres(): { pid: number; port: number } | null {
  const file = join(dataDir, 'postgres/data/postmaster.pid')
  if (!existsSync(file)) return null
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(pid), port: Number(port) }
}

async function aUserIsThere(): Promise<boolean> {
  const running = runningPostgres()
  if (!running?.port) return false
  const password = readFileSync(join(dataDir, 'postgres/password'), 'utf8').trim()
  const sql = postgres(`postgres://ruang:${password}@127.0.0.1:${running.port}/ruang`, { max: 1 })
  return sql`select 1 from users`
    .then(
      (rows) => rows.length > 0,
      () => false,
    )
    .finally(() => sql.end({ timeout: 1 }))
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(20)
}
