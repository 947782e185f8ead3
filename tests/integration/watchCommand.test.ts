import { expect, setDefaultTimeout, test } from 'bun:test'
import postgres from 'postgres'
import { ADMIN, type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

setDefaultTimeout(60_000)

/** `bun run watch`, in a process of its own. */
function startWatch({ url, dataDir }: Server, ...args: string[]) {
  const command = [process.execPath, 'src/cli/watch.ts', '--url', url, ...args]
  const child = Bun.spawn([...command, '--password', ADMIN.password], {
    cwd: `${import.meta.dir}/../..`,
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const decoder = new TextDecoder()
  const chunks = child.stdout.values()
  let said = ''
  return {
    exited: child.exited,
    runs: () => child.exitCode === null,
    said: () => said,
    errors: () => new Response(child.stderr).text(),
    /** Resolves when it has printed this. */
    async says(what: string): Promise<void> {
      while (!said.includes(what)) {
        const { done, value } = await chunks.next()
        if (done) throw new Error(`it ended without "${what}":\n${said}`)
        said += decoder.decode(value, { stream: true })
      }
    },
    async end(): Promise<void> {
      child.kill()
      await child.exited
    },
  }
}

test('watch goes on when its token has ended, and ends with its sign-in', async () => {
  const server = await startServer({ config: { accessTokenMs: 6000 } })
  const sql = postgres(server.databaseUrl, { max: 1 })
  const watch = startWatch(server)
  try {
    await watch.says('session_ready')
    const tokens = async () => (await sql`select 1 from refresh_tokens`).length
    const first = await tokens()
    // By the third the first is over.
    while ((await tokens()) < first + 3) expect(watch.runs()).toBe(true)
    const said = server.deliver(webhook(textMessage(newPhone(), 'Halo')))
    await watch.says('new_room_complete')
    expect((await said).status).toBe(200)
    expect(watch.said()).not.toContain('session_expired')

    const credentials = { email: ADMIN.email, password: ADMIN.password }
    const { body } = await server.api('POST', '/auth/login', { body: credentials })
    await server.api('POST', '/auth/logout-everywhere', { token: body.data.token })
    await watch.says('session_expired')
    expect(await watch.exited).toBe(1)
    expect(await watch.errors()).toContain('session has ended')
  } finally {
    await watch.end()
    await sql.end()
    await server.stop()
  }
})

test('watch speaks to a server that takes WebSocket alone, as WORKERS do', async () => {
  const server = await startServer({ config: { socketTransports: ['websocket'] } })
  const watch = startWatch(server)
  try {
    await watch.says('session_ready')
  } finally {
    await watch.end()
    await server.stop()
  }
})

test('a room that watch can not join is told, not passed over', async () => {
  const server = await startServer()
  const watch = startWatch(server, '--room', '628123456789')
  try {
    expect(await watch.exited).toBe(1)
    expect(await watch.errors()).toContain('--room')
  } finally {
    await watch.end()
    await server.stop()
  }
})
