import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { freePort, launchServer } from './serverProcess.ts'

setDefaultTimeout(60_000)

/** A slow reader reads one chunk in this time. */
const SLOW_MS = 10

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ruang-pipe-'))
})
afterAll(() => rm(directory, { recursive: true }))

/** A named pipe that is only read when the test wants it. */
async function openPipe(name: string) {
  const path = join(directory, name)
  await Bun.spawn(['mkfifo', path]).exited
  const end = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const chunk = Buffer.alloc(4 * 1024, '.')
  const orFull = (act: () => number): number => {
    try {
      return act()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
      throw error
    }
  }
  const readOnce = () =>
    chunk.toString(
      'utf8',
      0,
      orFull(() => readSync(end, chunk)),
    )
  /** Reads what is in the pipe now. */
  const readAll = () => {
    let text = ''
    for (let more = readOnce(); more !== ''; more = readOnce()) text += more
    return text
  }
  return {
    path,
    fill() {
      for (const size of [chunk.length, 1])
        while (orFull(() => writeSync(end, chunk.fill('.'), 0, size)) > 0);
    },
    /** Reads until `done` and then the rest. @returns the log lines, without the filling */
    async readUntil(done: Promise<unknown>, { slowly = false } = {}) {
      let text = ''
      let over = false
      void done.then(() => {
        over = true
      })
      const began = performance.now()
      for (let read = 0; !over; await Bun.sleep(slowly ? SLOW_MS : 1)) {
        if (!slowly) text += readAll()
        // At its pace also if a timer comes late: the server waits for less than a second at its end.
        else for (; began + read * SLOW_MS <= performance.now(); read++) text += readOnce()
      }
      text += readAll()
      closeSync(end)
      return text
        .replace(/^\.+/, '')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    },
  }
}

const talk = (path: string, ...args: string[]) =>
  Bun.spawn([process.execPath, join(import.meta.dir, 'talker.ts'), ...args], {
    stdout: Bun.file(path),
    stderr: 'ignore',
  })

test('a reader of the log that resumes when the server stops gets all lines', async () => {
  const database = await testDatabase()
  const pipe = await openPipe('late')
  pipe.fill()
  const server = await launchServer(database.url, await freePort(), { log: pipe.path })
  try {
    const stored = await deliver(server.url, webhook(textMessage(newPhone(), 'Halo')))
    expect(stored.status).toBe(200)
    const left = server.end('SIGTERM')
    const said = (await pipe.readUntil(left)).map(({ msg }) => msg)
    expect(await left).toBe(0)
    expect(said.find((what) => what.startsWith('listening'))).toBeDefined()
    expect(said).toContain('draining')
    expect(said.at(-1)).toBe('drained')
  } finally {
    await server.end('SIGKILL')
    await database.drop()
  }
})

test('a log that is no longer read does not keep the server from stopping', async () => {
  const database = await testDatabase()
  const pipe = await openPipe('never')
  pipe.fill()
  const server = await launchServer(database.url, await freePort(), { log: pipe.path })
  try {
    const from = performance.now()
    expect(await server.end('SIGTERM')).toBe(0)
    expect(performance.now() - from).toBeLessThan(10_000)
  } finally {
    await server.end('SIGKILL')
    await database.drop()
  }
})

test.each(['throw', 'reject'])(
  'an uncaught error (%s) is the last line of the log, after all others',
  async (how) => {
    const pipe = await openPipe(how)
    const talker = talk(pipe.path, '10000', how)
    const lines = await pipe.readUntil(talker.exited)
    expect(await talker.exited).toBe(1)
    expect(lines.map(({ line }) => line)).toEqual([
      ...Array.from({ length: 10_000 }, (_, n) => n + 1),
      undefined,
    ])
    expect(lines.at(-1)).toMatchObject({ level: 60, error: { message: 'of [redacted]' } })
  },
)

test('a reader that is too slow loses older lines, is told how many, and gets the last lines', async () => {
  const pipe = await openPipe('slow')
  pipe.fill()
  const talker = talk(pipe.path, '50000')
  const lines = await pipe.readUntil(talker.exited, { slowly: true })
  expect(await talker.exited).toBe(1)
  const gaps = lines.flatMap(({ lines: lost }, at) => (lost > 0 ? [at] : []))
  expect(gaps.length).toBeGreaterThan(0)
  for (const gap of gaps)
    expect(lines[gap + 1].line).toBe(lines[gap - 1].line + lines[gap].lines + 1)
  expect(lines.at(-2).line).toBe(50_000)
  expect(lines.at(-1).level).toBe(60)
})
