import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { connect } from '../helpers/client.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { deliver, startServer } from '../helpers/server.ts'
import { newPhone, newWamid, textMessage, webhook } from '../helpers/webhooks.ts'
import { freePort, type Launched, launchServer, signInPeople } from './serverProcess.ts'

/** The embedded PostgreSQL comes without pg_dump and pg_restore. */
const BIN = process.env.TEST_POSTGRES ?? '/usr/lib/postgresql/15/bin'

async function run(command: string[], env: Record<string, string> = {}): Promise<void> {
  const child = Bun.spawn(command, {
    cwd: `${import.meta.dir}/../..`,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const said = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(`${command[0]}: ${said}`)
}

test.skipIf(!existsSync(join(BIN, 'pg_dump')))(
  'a dump is restored as it was; after db:new-epoch clients reload, what came since the dump is taken again, and all goes on',
  async () => {
    const cluster = await privateCluster(BIN)
    const folder = await mkdtemp(join(tmpdir(), 'ruang-backup-'))
    const dump = join(folder, 'ruang.dump')
    const restored = new URL(cluster.url)
    restored.pathname = '/restored'
    const messages = async (url: string) => {
      const sql = postgres(url, { max: 1 })
      const rows = await sql`
        select wa_message_id, content_text from messages order by created_second, room_id, seq`
      await sql.end()
      return rows.map(({ wa_message_id, content_text }) => [wa_message_id, content_text])
    }
    try {
      const before = await startServer({ databaseUrl: cluster.url })
      for (let i = 0; i < 20; i++) {
        await before.deliver(webhook(textMessage(newPhone(), `before the dump ${i}`)))
      }
      const kept = await messages(cluster.url)
      await run([join(BIN, 'pg_dump'), '--format=custom', `--file=${dump}`, cluster.url])
      const late = webhook(textMessage(newPhone(), 'after the dump', { wamid: newWamid() }))
      await before.deliver(late)
      const client = await connect(before.url, { token: before.admin.token })
      const { event_id, epoch } = await client.event('session_ready')
      client.close()
      await before.stop()

      const sql = postgres(cluster.url, { max: 1 })
      await sql`create database restored`
      await sql.end()
      await run([join(BIN, 'pg_restore'), '--no-owner', `--dbname=${restored.href}`, dump])
      expect(await messages(restored.href)).toEqual(kept)
      const env = { DATABASE_URL: restored.href, DATA_DIR: folder, LOG_LEVEL: 'silent' }
      await run([process.execPath, 'src/cli/newEpoch.ts'], env)

      const after = await startServer({ databaseUrl: restored.href })
      try {
        const { token } = after.admin
        const back = await connect(after.url, { token, last_event_id: event_id, epoch })
        expect(back.named('resync_required')).toEqual([{ reason: 'epoch' }])
        expect(back.named('session_ready')[0]).toMatchObject({ resync: true, replayed: 0 })
        expect(back.named('session_ready')[0].epoch).not.toBe(epoch)
        // Meta delivers again what it is not sure of.
        await after.deliver(late)
        expect((await back.event('new_room_complete')).last_message_text).toBe('after the dump')
        expect((await messages(restored.href)).length).toBe(kept.length + 1)
        back.close()
      } finally {
        await after.stop()
      }
    } finally {
      await cluster.destroy()
      await rm(folder, { recursive: true, force: true })
    }
  },
  120_000,
)

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a db:backup that is broken off by %s leaves nothing',
  async (signal) => {
    const home = await mkdtemp(join(tmpdir(), 'ruang-backup-'))
    // PostgreSQL runs as another user than root.
    await chmod(home, 0o755)
    const dataDir = join(home, 'data')
    const server = await launchServer('', await freePort(), { env: { DATA_DIR: dataDir } })
    try {
      // Enough to be in the middle of it.
      const spare = join(dataDir, 'postgres/data/spare')
      await mkdir(spare)
      await Promise.all(Array.from({ length: 3000 }, (_, n) => Bun.write(join(spare, `${n}`), 'x')))
      const copies = join(home, 'copies')
      await mkdir(copies)
      const backup = Bun.spawn([process.execPath, 'src/cli/backup.ts', join(copies, 'copy')], {
        env: { ...process.env, DATA_DIR: dataDir },
        stderr: 'pipe',
      })
      while ((await readdir(copies)).length === 0) await Bun.sleep(1)
      backup.kill(signal)
      expect(await new Response(backup.stderr).text()).toContain('the unfinished copy was removed')
      expect(await backup.exited).toBe(1)
      expect(await readdir(copies)).toEqual([])
    } finally {
      await server.end('SIGTERM')
      await rm(home, { recursive: true, force: true })
    }
  },
  120_000,
)

test('db:backup copies the embedded database while it is written to; the copy opens with all that was answered before', async () => {
  const home = await mkdtemp(join(tmpdir(), 'ruang-backup-'))
  // PostgreSQL does not run as root.
  await chmod(home, 0o755)
  const [dataDir, restored, copy] = ['data', 'restored', 'copy'].map((name) => join(home, name))
  const server = await launchServer('', await freePort(), { env: { DATA_DIR: dataDir! } })
  let again: Launched | undefined
  const backup = () => run([process.execPath, 'src/cli/backup.ts', copy!], { DATA_DIR: dataDir! })
  const say = (url: string, phone: string) => deliver(url, webhook(textMessage(phone, 'Halo')))
  try {
    const phones = Array.from({ length: 20 }, newPhone)
    for (const phone of phones) expect((await say(server.url, phone)).status).toBe(200)
    let copying = true
    const writing = (async () => {
      while (copying) await say(server.url, newPhone())
    })()
    await backup()
    copying = false
    await writing
    await expect(backup()).rejects.toThrow('is there already')
    const late = newPhone()
    await say(server.url, late)
    expect(await server.end('SIGTERM')).toBe(0)

    await mkdir(restored!)
    await run(['cp', '-a', copy!, join(restored!, 'postgres')])
    const env = { DATA_DIR: restored!, LOG_LEVEL: 'silent' }
    await run([process.execPath, 'src/cli/newEpoch.ts'], env)
    again = await launchServer('', await freePort(), { env: { DATA_DIR: restored! } })
    const { admin } = await signInPeople(again.url)
    const headers = { authorization: `Bearer ${admin.token}` }
    const roomsOf = async (phone: string) => {
      const answer = await fetch(`${again!.url}/rooms?q=${phone}`, { headers })
      return ((await answer.json()) as { data: unknown[] }).data.length
    }
    for (const phone of phones) expect(await roomsOf(phone)).toBe(1)
    expect(await roomsOf(late)).toBe(0)
    // Meta delivers again what it is not sure of.
    expect((await say(again.url, late)).status).toBe(200)
  } finally {
    await server.end('SIGTERM')
    await again?.end('SIGTERM')
    await rm(home, { recursive: true, force: true })
  }
}, 300_000)

test('db:new-epoch only changes an existing database, and never creates one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ruang-epoch-'))
  try {
    const renewed = run([process.execPath, 'src/cli/newEpoch.ts'], { DATA_DIR: folder })
    await expect(renewed).rejects.toThrow('DATABASE_URL')
    expect(await readdir(folder)).not.toContain('postgres')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
