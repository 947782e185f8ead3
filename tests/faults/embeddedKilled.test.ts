import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Embedded, openEmbedded, read, runs, until, write } from './embeddedWorld.ts'

setDefaultTimeout(180_000)

/** `FAULTS_LONG=1` or `=embedded` also waits 41 s for a PostgreSQL that stands still. */
const LONG = ['1', 'embedded'].includes(process.env.FAULTS_LONG ?? '')

let at: Embedded
beforeEach(() => {
  at = openEmbedded()
})
afterEach(() => at.end())

describe('after a SIGKILL', () => {
  test('of the server: the next one takes the running PostgreSQL over', async () => {
    const first = await at.own()
    await write(first.url, 'kept')
    const pid = at.postmaster()
    await first.kill()

    const second = await at.own()
    expect(second.how).toBe('taken over')
    expect(second.url).toBe(first.url)
    expect(at.postmaster()).toBe(pid)
    expect(await read(second.url)).toEqual(['kept'])
    await second.leave()
    await until(() => !runs(pid))
  })

  test('of the server: a PostgreSQL that shuts down at that moment is waited for', async () => {
    const first = await at.own()
    await write(first.url, 'kept')
    await first.kill()
    process.kill(at.postmaster(), 'SIGINT')
    const second = await at.own()
    expect(['started', 'taken over']).toContain(second.how)
    await until(() => read(second.url).catch(() => null))
    expect(await read(second.url)).toEqual(['kept'])
  })

  test('of server and PostgreSQL: the next one recovers what was committed', async () => {
    const first = await at.own()
    await write(first.url, 'kept')
    await first.kill()
    process.kill(at.postmaster(), 'SIGKILL')
    const second = await at.own()
    expect(second.how).toBe('started')
    expect(await read(second.url)).toEqual(['kept'])
  })

  test('of both, when another program has got the pid of PostgreSQL', async () => {
    const first = await at.own()
    await write(first.url, 'kept')
    await first.kill()
    const pid = at.postmaster()
    process.kill(pid, 'SIGKILL')
    const { uid, gid } = statSync(join(at.dataDir, 'postgres'))
    const other = Bun.spawn(['sleep', '60'], process.getuid?.() === 0 ? { uid, gid } : {})
    const text = readFileSync(at.pidFile, 'utf8')
    writeFileSync(at.pidFile, text.replace(/^\d+/, String(other.pid)))

    const second = await at.own()
    other.kill()
    expect(second.how).toBe('started')
    expect(await read(second.url)).toEqual(['kept'])
  })

  test('of PostgreSQL: its owner brings it back at the same address', async () => {
    const { url } = await at.own()
    await write(url, 'kept')
    process.kill(at.postmaster(), 'SIGKILL')
    await until(() => read(url).catch(() => null))
    expect(await read(url)).toEqual(['kept'])
    const second = await at.own()
    expect(second.refused).toContain(at.dataDir)
  })
})

test.if(process.platform === 'linux')(
  'a PostgreSQL that stands still is brought back once all of its processes are killed, as docs/operations.md has it',
  async () => {
    const { url } = await at.own()
    await write(url, 'kept')
    const pid = at.postmaster()
    await at.standStill()
    await Bun.$`pid=$(head -n 1 ${at.pidFile}); kill -KILL $pid $(pgrep -P $pid)`
    await until(() => read(url).catch(() => null))
    expect(await read(url)).toEqual(['kept'])
    expect(at.postmaster()).not.toBe(pid)
  },
)

test.if(process.platform === 'linux' && LONG)(
  'a PostgreSQL that stands still keeps its owner from leaving for 45 s at the most, and nothing is lost once it goes on',
  async () => {
    const first = await at.own()
    await write(first.url, 'kept')
    const everyone = await at.standStill()
    const began = performance.now()
    await first.leave()
    expect(performance.now() - began).toBeLessThan(45_000)
    for (const one of everyone) process.kill(one, 'SIGCONT')
    const second = await at.own()
    expect(await read(second.url)).toEqual(['kept'])
  },
)
