import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { childrenOf } from './serverProcess.ts'

setDefaultTimeout(180_000)

/** `FAULTS_LONG=1` or `=embedded` also waits 41 s for a PostgreSQL that stands still. */
const LONG = ['1', 'embedded'].includes(process.env.FAULTS_LONG ?? '')

type Answer = { url: string; how: string; refused?: string }

let home: string
let dataDir: string
let owners: Bun.Subprocess[]

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ruang-embedded-'))
  chmodSync(home, 0o755)
  dataDir = join(home, 'data')
  owners = []
})

afterEach(async () => {
  for (const owner of owners) owner.kill('SIGKILL')
  if (existsSync(pidFile())) process.kill(postmaster(), 'SIGQUIT')
  await until(() => !existsSync(pidFile()))
  if (existsSync(join(dataDir, 'postgres'))) {
    rmSync(realpathSync(join(dataDir, 'postgres')), { recursive: true, force: true })
  }
  rmSync(home, { recursive: true, force: true })
})

describe('starting', () => {
  test('the first start creates a database, later ones keep it, and a stop leaves no process running', async () => {
    const first = await own()
    expect(first.how).toBe('created')
    await write(first.url, 'kept')
    const pid = postmaster()
    await first.leave()
    expect(existsSync(pidFile())).toBe(false)
    await until(() => !runs(pid))

    const second = await own()
    expect(second.how).toBe('started')
    expect(await read(second.url)).toEqual(['kept'])
  })

  test('it is PostgreSQL 18 with checksums, durable, in UTF-8, and folds case beyond ASCII', async () => {
    const { url } = await own()
    const rows = await query(
      url,
      `select current_setting('server_version_num')::int / 10000 as major,
        current_setting('data_checksums') as checksums, current_setting('fsync') as fsync,
        current_setting('server_encoding') as encoding, lower('ÀÉ') as folded, current_user as "user"`,
    )
    expect(rows).toEqual([
      {
        major: 18,
        checksums: 'on',
        fsync: 'on',
        encoding: 'UTF8',
        folded: 'àé',
        user: 'ruang',
      },
    ])
  })

  test('the password is required, and its file is readable only by its owner', async () => {
    const { url } = await own()
    const guess = new URL(url)
    guess.password = 'guess'
    await expect(query(guess.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    expect(statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600)
  })

  test('a SIGKILL while the database is being created: the next start creates it again', async () => {
    const killed = spawnOwner()
    await until(() =>
      drafts().some((draft) => existsSync(join(dataDir, draft, 'data', 'base', '1'))),
    )
    killed.kill('SIGKILL')
    await killed.exited
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)

    const next = await own()
    expect(next.how).toBe('created')
    await write(next.url, 'fine')
  })

  test('a directory that is not a database of ours is refused and not changed', async () => {
    mkdirSync(join(dataDir, 'postgres'), { recursive: true })
    writeFileSync(join(dataDir, 'postgres', 'diary.txt'), 'dear diary')
    const { refused } = await own()
    expect(refused).toContain(join(dataDir, 'postgres'))
    expect(refused).toContain('DATABASE_URL')
    expect(readdirSync(join(dataDir, 'postgres'))).toEqual(['diary.txt'])
    rmSync(join(dataDir, 'postgres'), { recursive: true })
  })
})

describe('the log of PostgreSQL', () => {
  test('keeps what earlier starts wrote; one that has grown large is moved aside, in place of the one before', async () => {
    const starts = (path: string) =>
      readFileSync(path, 'utf8').split('database system is ready to accept connections').length - 1
    for (const _ of [1, 2]) await (await own()).leave()
    expect(starts(logFile())).toBe(2)
    expect(existsSync(`${logFile()}.1`)).toBe(false)

    growLog()
    await (await own()).leave()
    expect([starts(`${logFile()}.1`), starts(logFile())]).toEqual([2, 1])
    expect(statSync(logFile()).size).toBeLessThan(10_000)

    growLog()
    await own()
    expect([starts(`${logFile()}.1`), starts(logFile())]).toEqual([1, 1])
  })

  test('names the reason of a start that fails, also just after it was moved aside', async () => {
    await (await own()).leave()
    growLog()
    const settings = join(dataDir, 'postgres', 'data', 'postgresql.auto.conf')
    appendFileSync(settings, 'work_mem = lots\n')
    const { refused } = await own()
    expect(refused).toContain('FATAL:  configuration file')
    expect(refused).toContain(settings)
    expect(statSync(logFile()).size).toBeLessThan(10_000)
  })
})

test('a missing database behind a link is not replaced by an empty one', async () => {
  mkdirSync(dataDir)
  symlinkSync(join(home, 'unmounted'), join(dataDir, 'postgres'))
  const { refused } = await own()
  expect(refused).toContain(join(dataDir, 'postgres'))
})

describe('one owner', () => {
  test('a second server is refused while the first lives, and disturbs nothing', async () => {
    const first = await own()
    await write(first.url, 'mine')
    const second = await own()
    expect(second.refused).toContain(dataDir)
    expect(await read(first.url)).toEqual(['mine'])
  })

  test('a second server is refused also when the lock file was removed', async () => {
    const first = await own()
    rmSync(join(dataDir, 'postgres.lock'))
    const second = await own()
    expect(second.refused).toContain(dataDir)
    await write(first.url, 'mine')
  })

  test('of two servers that start at once on a new directory, exactly one wins', async () => {
    const answers = await Promise.all([own(), own()])
    expect(answers.filter(({ refused }) => refused)).toHaveLength(1)
    expect(answers.filter(({ how }) => how === 'created')).toHaveLength(1)
  })

  test('a server that starts while its predecessor shuts down waits for it', async () => {
    const first = await own()
    await write(first.url, 'handed over')
    const [, second] = await Promise.all([first.leave(), own()])
    expect(second.how).toBe('started')
    expect(await read(second.url)).toEqual(['handed over'])
  })
})

test.skipIf(process.platform !== 'linux')(
  'PostgreSQL runs in its own session: Ctrl-C and other signals to the server’s process group do not reach it',
  async () => {
    await own()
    const [, , , , group, session] = readFileSync(`/proc/${postmaster()}/stat`, 'utf8').split(' ')
    expect([group, session]).toEqual([`${postmaster()}`, `${postmaster()}`])
  },
)

describe('after a SIGKILL', () => {
  test('of the server: the next one takes the running PostgreSQL over', async () => {
    const first = await own()
    await write(first.url, 'kept')
    const pid = postmaster()
    await first.kill()

    const second = await own()
    expect(second.how).toBe('taken over')
    expect(second.url).toBe(first.url)
    expect(postmaster()).toBe(pid)
    expect(await read(second.url)).toEqual(['kept'])
    await second.leave()
    await until(() => !runs(pid))
  })

  test('of the server: a PostgreSQL that shuts down at that moment is waited for', async () => {
    const first = await own()
    await write(first.url, 'kept')
    await first.kill()
    process.kill(postmaster(), 'SIGINT')
    const second = await own()
    expect(['started', 'taken over']).toContain(second.how)
    await until(() => read(second.url).catch(() => null))
    expect(await read(second.url)).toEqual(['kept'])
  })

  test('of server and PostgreSQL: the next one recovers what was committed', async () => {
    const first = await own()
    await write(first.url, 'kept')
    await first.kill()
    process.kill(postmaster(), 'SIGKILL')
    const second = await own()
    expect(second.how).toBe('started')
    expect(await read(second.url)).toEqual(['kept'])
  })

  test('of both, when another program has got the pid of PostgreSQL', async () => {
    const first = await own()
    await write(first.url, 'kept')
    await first.kill()
    const pid = postmaster()
    process.kill(pid, 'SIGKILL')
    const { uid, gid } = statSync(join(dataDir, 'postgres'))
    const other = Bun.spawn(['sleep', '60'], process.getuid?.() === 0 ? { uid, gid } : {})
    const text = readFileSync(pidFile(), 'utf8')
    writeFileSync(pidFile(), text.replace(/^\d+/, String(other.pid)))

    const second = await own()
    other.kill()
    expect(second.how).toBe('started')
    expect(await read(second.url)).toEqual(['kept'])
  })

  test('of PostgreSQL: its owner brings it back at the same address', async () => {
    const { url } = await own()
    await write(url, 'kept')
    process.kill(postmaster(), 'SIGKILL')
    await until(() => read(url).catch(() => null))
    expect(await read(url)).toEqual(['kept'])
    const second = await own()
    expect(second.refused).toContain(dataDir)
  })
})

test.if(process.platform === 'linux')(
  'a PostgreSQL that stands still is brought back once all of its processes are killed, as docs/operations.md has it',
  async () => {
    const { url } = await own()
    await write(url, 'kept')
    const pid = postmaster()
    await standStill()
    await Bun.$`pid=$(head -n 1 ${pidFile()}); kill -KILL $pid $(pgrep -P $pid)`
    await until(() => read(url).catch(() => null))
    expect(await read(url)).toEqual(['kept'])
    expect(postmaster()).not.toBe(pid)
  },
)

test.if(process.platform === 'linux' && LONG)(
  'a PostgreSQL that stands still keeps its owner from leaving for 45 s at the most, and nothing is lost once it goes on',
  async () => {
    const first = await own()
    await write(first.url, 'kept')
    const everyone = await standStill()
    const began = performance.now()
    await first.leave()
    expect(performance.now() - began).toBeLessThan(45_000)
    for (const one of everyone) process.kill(one, 'SIGCONT')
    const second = await own()
    expect(await read(second.url)).toEqual(['kept'])
  },
)

describe.skipIf(process.getuid?.() !== 0)('as root, where PostgreSQL can not reach', () => {
  test('the data is kept in another place and found again, and no file mode is changed', async () => {
    chmodSync(home, 0o700)
    const first = await own()
    expect(first.how).toBe('created')
    await write(first.url, 'kept')
    const elsewhere = realpathSync(join(dataDir, 'postgres'))
    expect(lstatSync(join(dataDir, 'postgres')).isSymbolicLink()).toBe(true)
    expect(elsewhere).toStartWith('/var/lib/ruang/')
    await first.kill()

    const second = await own()
    expect(second.how).toBe('taken over')
    await second.leave()
    const third = await own()
    expect(third.how).toBe('started')
    expect(await read(third.url)).toEqual(['kept'])
    expect(statSync(home).mode & 0o777).toBe(0o700)
  })
})

function spawnOwner() {
  const owner = Bun.spawn([process.execPath, join(import.meta.dir, 'embeddedOwner.ts'), dataDir], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'ignore',
  })
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

function pidFile(): string {
  return join(dataDir, 'postgres', 'data', 'postmaster.pid')
}

function logFile(): string {
  return join(dataDir, 'postgres', 'server.log')
}

function growLog() {
  appendFileSync(logFile(), 'the same again and again\n'.repeat(500_000))
}

function postmaster(): number {
  return Number(readFileSync(pidFile(), 'utf8').split('\n')[0])
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

/** A zombie process counts as gone. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  } catch {
    return false
  }
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe(statement))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function write(url: string, text: string) {
  await query(
    url,
    `create table if not exists kept (text text); insert into kept values ('${text}')`,
  )
}

async function read(url: string): Promise<string[]> {
  return (await query(url, 'select text from kept')).map(({ text }) => String(text))
}

async function until(condition: () => unknown, ms = 60_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${condition}`)
    await Bun.sleep(10)
  }
}
