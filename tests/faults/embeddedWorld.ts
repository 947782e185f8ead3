import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { childrenOf } from './serverProcess.ts'

type Answer = { url: string; how: string; refused?: string }
export type Embedded = ReturnType<typeof openEmbedded>

/** A data directory of its own, and servers, each a process, that want its database. */
export function openEmbedded() {
  const home = mkdtempSync(join(tmpdir(), 'ruang-embedded-'))
  chmodSync(home, 0o755)
  const dataDir = join(home, 'data')
  const pidFile = join(dataDir, 'postgres', 'data', 'postmaster.pid')
  const logFile = join(dataDir, 'postgres', 'server.log')
  const owners: Bun.Subprocess[] = []

  function spawnOwner() {
    const owner = Bun.spawn(
      [process.execPath, join(import.meta.dir, 'embeddedOwner.ts'), dataDir],
      {
        stdin: 'pipe',
        stdout: 'pipe',
        stderr: 'ignore',
      },
    )
    owners.push(owner)
    return owner
  }

  /** Starts a server in a process of its own and waits until it owns the database or was refused. */
  async function own() {
    const owner = spawnOwner()
    let text = ''
    for await (const chunk of owner.stdout) {
      text += new TextDecoder().decode(chunk)
      if (text.includes('\n')) break
    }
    const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
      owner.kill(signal)
      await owner.exited
    }
    const answer: Answer = JSON.parse(text)
    return { ...answer, leave: () => end('SIGTERM'), kill: () => end('SIGKILL') }
  }

  function growLog() {
    appendFileSync(logFile, 'the same again and again\n'.repeat(500_000))
  }

  function postmaster(): number {
    return Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  }

  function drafts(): string[] {
    return existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name.includes('.new-')) : []
  }

  /** Stops all of its processes. The first one first: it then waits for none that has ended, so that all it has can be told. */
  async function standStill(): Promise<number[]> {
    process.kill(postmaster(), 'SIGSTOP')
    const children = await childrenOf(postmaster())
    for (const one of children) process.kill(one, 'SIGSTOP')
    return [postmaster(), ...children]
  }

  async function end() {
    for (const owner of owners) owner.kill('SIGKILL')
    if (existsSync(pidFile)) process.kill(postmaster(), 'SIGQUIT')
    await until(() => !existsSync(pidFile))
    if (existsSync(join(dataDir, 'postgres'))) {
      rmSync(realpathSync(join(dataDir, 'postgres')), { recursive: true, force: true })
    }
    rmSync(home, { recursive: true, force: true })
  }
  return {
    home,
    dataDir,
    pidFile,
    logFile,
    spawnOwner,
    own,
    growLog,
    postmaster,
    drafts,
    standStill,
    end,
  }
}

/** A zombie process counts as gone. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  } catch {
    return false
  }
}

export async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe(statement))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}

export async function write(url: string, text: string) {
  await query(
    url,
    `create table if not exists kept (text text); insert into kept values ('${text}')`,
  )
}

export async function read(url: string): Promise<string[]> {
  return (await query(url, 'select text from kept')).map(({ text }) => String(text))
}

export async function until(condition: () => unknown, ms = 60_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${condition}`)
    await Bun.sleep(10)
  }
}
