import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { connect } from '../helpers/client.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid, textMessage, webhook } from '../helpers/webhooks.ts'

/** The embedded PostgreSQL comes without the programs that dump and restore. */
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
