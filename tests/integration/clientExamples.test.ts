import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ADMIN, type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

setDefaultTimeout(60_000)

const ROOT = new URL('../../', import.meta.url).pathname
const reference = await Bun.file(`${ROOT}docs/reference.md`).text()

let server: Server
let folder: string
beforeAll(async () => {
  server = await startServer({ config: { accessTokenMs: 4000 } })
  folder = await mkdtemp(join(tmpdir(), 'ruang-clients-'))
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

/** Runs the one example of docs/reference.md in this language, with nothing changed but where things are. */
async function startExample(language: 'js' | 'ts') {
  const blocks = [...reference.matchAll(/```(\w+)\n([\s\S]*?)```/g)]
  const [block, ...more] = blocks.filter(([, name]) => name === language)
  expect(more).toEqual([])
  const code = block![2]!
    .replace('http://localhost:8080', server.url)
    .replace("'socket.io-client'", JSON.stringify(Bun.resolveSync('socket.io-client', ROOT)))
    .replaceAll("'./src/", `'${ROOT}src/`)
  const file = join(folder, `example.${language}`)
  await Bun.write(file, code)
  const child = Bun.spawn([process.execPath, file, ADMIN.email, ADMIN.password], {
    stderr: 'inherit',
  })
  let said = ''
  let news = Promise.withResolvers<void>()
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of child.stdout) {
      said += decoder.decode(chunk, { stream: true })
      news.resolve()
      news = Promise.withResolvers()
    }
  }
  const ended = read()
  return {
    said: () => said,
    /** Resolves when it has printed this. */
    async says(what: string): Promise<void> {
      while (!said.includes(what)) {
        const isOver = await Promise.race([news.promise, ended.then(() => true)])
        if (isOver && !said.includes(what))
          throw new Error(`it ended without "${what}":\n${said.slice(-2000)}`)
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await child.exited
    },
  }
}

test('the stock client of the reference goes on when its token ends, and hears each message once', async () => {
  await using example = await startExample('js')
  await example.says('session_ready')
  const phone = newPhone()
  const sent: string[] = []
  const say = async () => {
    sent.push(`message ${sent.length}.`)
    await server.deliver(webhook(textMessage(phone, sent.at(-1)!)))
  }
  await say()
  await example.says('new_room_complete')
  const ready = () => example.said().split('\nsession_ready').length
  const before = ready()
  // Without a pause, so that some of them come while it is away.
  while (ready() === before) await say()
  await say()
  await example.says(sent.at(-1)!)
  const heard = [
    ...example
      .said()
      .matchAll(
        /^new_(?:room_complete|message) .*?"(?:last_message_text|content_text)":"(message \d+\.)"/gm,
      ),
  ]
  expect(heard.map(([, text]) => text!)).toEqual(sent)
  expect(example.said()).toContain('"reason":"token_expired"')
  expect(example.said()).not.toContain('load everything again')
})

test('the client of src/client in the reference prints the rooms as they change', async () => {
  await using example = await startExample('ts')
  const phone = newPhone()
  const name = `Ana ${phone}`
  await server.deliver(webhook(textMessage(phone, 'Halo', { name })))
  await example.says(`[ "${name}", 1 ]`)
  await server.deliver(webhook(textMessage(phone, 'lagi', { name })))
  await example.says(`[ "${name}", 2 ]`)
})
