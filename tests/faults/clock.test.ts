import { expect, test } from 'bun:test'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ADMIN } from '../helpers/server.ts'
import { expectNothingLost, openScene } from './scene.ts'
import { seeded } from './seeded.ts'
import { launchServer } from './serverProcess.ts'

const CONNECTIONS = 8
const TOKEN_MINUTES = 600
/** Debian's libfaketime: a process started with it reads the time from a file. */
const [library] = new Bun.Glob('*/faketime/libfaketimeMT.so.1').scanSync('/usr/lib')

test.skipIf(!library)(
  'the clock jumps by an hour, forward and back: everything is stored and emitted in order, and no client is disconnected',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ruang-clock-'))
    const clock = join(directory, 'clock')
    const set = async (seconds: number) => {
      await Bun.write(`${clock}.next`, `${seconds < 0 ? '' : '+'}${seconds}`)
      await rename(`${clock}.next`, clock)
    }
    await set(0)
    const env = {
      LD_PRELOAD: `/usr/lib/${library}`,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      // As when an operating system's clock is set: the monotonic clock is not affected.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      ACCESS_TOKEN_MINUTES: String(TOKEN_MINUTES),
    }
    await using scene = await openScene(seeded('clock'), {
      customers: 50,
      launch: (databaseUrl, port) => launchServer(databaseUrl, port, { env }),
    })
    const postman = scene.load(CONNECTIONS)
    for (const seconds of [3600, 0, -3600, 3600, 0]) {
      await postman.acks(100)
      await set(seconds)
      await postman.acks(100)
      const { status, aheadMs } = await signIn(scene.url)
      expect(status).toBe(200)
      expect(Math.abs(aheadMs - seconds * 1000)).toBeLessThan(600_000)
    }
    await postman.finish()
    await expectNothingLost(scene, postman.acked)
    expect(postman.attempts.filter(({ status }) => status !== 200)).toEqual([])
    expect([scene.dashboard, scene.agent].map((one) => one.connections())).toEqual([1, 1])
    await rm(directory, { recursive: true })
  },
  240_000,
)

/** Signs in, makes a request, and measures by how much the server's clock is ahead. */
async function signIn(url: string) {
  const answer = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: ADMIN.email, password: ADMIN.password }),
  })
  const { data } = await answer.json()
  const headers = { authorization: `Bearer ${data.token}` }
  const { status } = await fetch(`${url}/rooms`, { headers })
  return { status, aheadMs: Date.parse(data.expires_at) - TOKEN_MINUTES * 60_000 - Date.now() }
}
