import { expect, setDefaultTimeout, test } from 'bun:test'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort, launchServer } from '../faults/serverProcess.ts'
import { testDatabase } from '../helpers/cluster.ts'

setDefaultTimeout(120_000)

const PROJECT = join(import.meta.dir, '../..')
const read = (file: string) => Bun.file(join(PROJECT, file)).text()

type Instruction = { name: string; rest: string }

/** What a Dockerfile says, line by line, with continued lines joined. */
const instructionsOf = (dockerfile: string): Instruction[] =>
  dockerfile
    .replace(/\\\n/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^(?<name>\w+) (?<rest>.*)$/.exec(line)?.groups as Instruction)

/** Does in folders what the Dockerfile does in images, one a stage; `/data` and users are the image's own affair. */
async function build(root: string): Promise<string> {
  const letIn = (await read('.dockerignore')).split('\n')
  const stages = new Map<string, string>()
  let stage = root
  const copy = async (words: string[]) => {
    const from = /^--from=(\w+)$/.exec(words[0]!)?.[1]
    const target = words.at(-1)!
    for (const source of words.slice(from ? 1 : 0, -1)) {
      if (!from) expect(letIn).toContain(`!${source}`)
      const path = from
        ? join(stages.get(from)!, source.replace('/app/', ''))
        : join(PROJECT, source)
      const to = target === './' ? join(stage, source) : join(stage, target)
      await cp(path, to, { recursive: true, verbatimSymlinks: true })
    }
  }
  for (const { name, rest } of instructionsOf(await read('Dockerfile'))) {
    if (name === 'FROM') {
      const called = / AS (\w+)$/.exec(rest)?.[1] ?? 'image'
      stage = join(root, called)
      stages.set(called, stage)
      await mkdir(stage)
    }
    if (name === 'COPY') await copy(rest.split(' '))
    if (name === 'RUN' && !rest.includes('/data')) run(rest, stage)
  }
  return stage
}

/** @throws Error with what it printed, if it fails */
function run(command: string, cwd: string) {
  const { HOME = '' } = process.env
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
  const done = Bun.spawnSync(['sh', '-c', command], { cwd, env: { HOME, PATH } })
  if (done.exitCode !== 0) throw new Error(`${command}\n${done.stdout}${done.stderr}`)
}

test('what the Dockerfile installs and copies is enough to build the dashboard and to serve', async () => {
  const root = await mkdtemp(join(tmpdir(), 'ruang-image-'))
  const database = await testDatabase()
  try {
    const image = await build(root)
    const server = await launchServer(database.url, await freePort(), {
      cwd: image,
      env: { DATA_DIR: join(root, 'data') },
    })
    try {
      // The dashboard was built with the image: this start finds it.
      await server.says('"from":"cache","msg":"the dashboard is built"')
      const page = await (await fetch(server.url)).text()
      const script = /src="(?<path>[^"]+\.js)"/.exec(page)?.groups?.path
      expect((await fetch(new URL(script!, server.url))).status).toBe(200)
    } finally {
      expect(await server.end('SIGTERM')).toBe(0)
    }
  } finally {
    await database.drop()
    await rm(root, { recursive: true })
  }
})
