import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Embedded, openEmbedded, query, read, runs, until, write } from './embeddedWorld.ts'

setDefaultTimeout(180_000)

let at: Embedded
beforeEach(() => {
  at = openEmbedded()
})
afterEach(() => at.end())

describe('starting', () => {
  test('the first start creates a database, later ones keep it, and a stop leaves no process running', async () => {
    const first = await at.own()
    expect(first.how).toBe('created')
    await write(first.url, 'kept')
    const pid = at.postmaster()
    await first.leave()
    expect(existsSync(at.pidFile)).toBe(false)
    await until(() => !runs(pid))

    const second = await at.own()
    expect(second.how).toBe('started')
    expect(await read(second.url)).toEqual(['kept'])
  })

  test('it is PostgreSQL 18 with checksums, durable, in UTF-8, and folds case beyond ASCII', async () => {
    const { url } = await at.own()
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
    const { url } = await at.own()
    const guess = new URL(url)
    guess.password = 'guess'
    await expect(query(guess.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    expect(statSync(join(at.dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600)
  })

  test('a SIGKILL while the database is being created: the next start creates it again', async () => {
    const killed = at.spawnOwner()
    await until(() =>
      at.drafts().some((draft) => existsSync(join(at.dataDir, draft, 'data', 'base', '1'))),
    )
    killed.kill('SIGKILL')
    await killed.exited
    expect(existsSync(join(at.dataDir, 'postgres'))).toBe(false)

    const next = await at.own()
    expect(next.how).toBe('created')
    await write(next.url, 'fine')
  })

  test('a directory that is not a database of ours is refused and not changed', async () => {
    mkdirSync(join(at.dataDir, 'postgres'), { recursive: true })
    writeFileSync(join(at.dataDir, 'postgres', 'diary.txt'), 'dear diary')
    const { refused } = await at.own()
    expect(refused).toContain(join(at.dataDir, 'postgres'))
    expect(refused).toContain('DATABASE_URL')
    expect(readdirSync(join(at.dataDir, 'postgres'))).toEqual(['diary.txt'])
    rmSync(join(at.dataDir, 'postgres'), { recursive: true })
  })
})

describe('the log of PostgreSQL', () => {
  test('keeps what earlier starts wrote; one that has grown large is moved aside, in place of the one before', async () => {
    const starts = (path: string) =>
      readFileSync(path, 'utf8').split('database system is ready to accept connections').length - 1
    for (const _ of [1, 2]) await (await at.own()).leave()
    expect(starts(at.logFile)).toBe(2)
    expect(existsSync(`${at.logFile}.1`)).toBe(false)

    at.growLog()
    await (await at.own()).leave()
    expect([starts(`${at.logFile}.1`), starts(at.logFile)]).toEqual([2, 1])
    expect(statSync(at.logFile).size).toBeLessThan(10_000)

    at.growLog()
    await at.own()
    expect([starts(`${at.logFile}.1`), starts(at.logFile)]).toEqual([1, 1])
  })

  test('names the reason of a start that fails, also just after it was moved aside', async () => {
    await (await at.own()).leave()
    at.growLog()
    const settings = join(at.dataDir, 'postgres', 'data', 'postgresql.auto.conf')
    appendFileSync(settings, 'work_mem = lots\n')
    const { refused } = await at.own()
    expect(refused).toContain('FATAL:  configuration file')
    expect(refused).toContain(settings)
    expect(statSync(at.logFile).size).toBeLessThan(10_000)
  })
})

test('a missing database behind a link is not replaced by an empty one', async () => {
  mkdirSync(at.dataDir)
  symlinkSync(join(at.home, 'unmounted'), join(at.dataDir, 'postgres'))
  const { refused } = await at.own()
  expect(refused).toContain(join(at.dataDir, 'postgres'))
})

describe('one owner', () => {
  test('a second server is refused while the first lives, and disturbs nothing', async () => {
    const first = await at.own()
    await write(first.url, 'mine')
    const second = await at.own()
    expect(second.refused).toContain(at.dataDir)
    expect(await read(first.url)).toEqual(['mine'])
  })

  test('a second server is refused also when the lock file was removed', async () => {
    const first = await at.own()
    rmSync(join(at.dataDir, 'postgres.lock'))
    const second = await at.own()
    expect(second.refused).toContain(at.dataDir)
    await write(first.url, 'mine')
  })

  test('of two servers that start at once on a new directory, exactly one wins', async () => {
    const answers = await Promise.all([at.own(), at.own()])
    expect(answers.filter(({ refused }) => refused)).toHaveLength(1)
    expect(answers.filter(({ how }) => how === 'created')).toHaveLength(1)
  })

  test('a server that starts while its predecessor shuts down waits for it', async () => {
    const first = await at.own()
    await write(first.url, 'handed over')
    const [, second] = await Promise.all([first.leave(), at.own()])
    expect(second.how).toBe('started')
    expect(await read(second.url)).toEqual(['handed over'])
  })
})

test.skipIf(process.platform !== 'linux')(
  'PostgreSQL runs in its own session: Ctrl-C and other signals to the server’s process group do not reach it',
  async () => {
    await at.own()
    const [, , , , group, session] = readFileSync(`/proc/${at.postmaster()}/stat`, 'utf8').split(
      ' ',
    )
    expect([group, session]).toEqual([`${at.postmaster()}`, `${at.postmaster()}`])
  },
)

describe.skipIf(process.getuid?.() !== 0)('as root, where PostgreSQL can not reach', () => {
  test('the data is kept in another place and found again, and no file mode is changed', async () => {
    chmodSync(at.home, 0o700)
    const first = await at.own()
    expect(first.how).toBe('created')
    await write(first.url, 'kept')
    const elsewhere = realpathSync(join(at.dataDir, 'postgres'))
    expect(lstatSync(join(at.dataDir, 'postgres')).isSymbolicLink()).toBe(true)
    expect(elsewhere).toStartWith('/var/lib/ruang/')
    await first.kill()

    const second = await at.own()
    expect(second.how).toBe('taken over')
    await second.leave()
    const third = await at.own()
    expect(third.how).toBe('started')
    expect(await read(third.url)).toEqual(['kept'])
    expect(statSync(at.home).mode & 0o777).toBe(0o700)
  })
})
