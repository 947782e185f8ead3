import { expect, test } from 'bun:test'
import { join } from 'node:path'

async function bench(...args: string[]) {
  const root = join(import.meta.dir, '../..')
  // Nothing listens there: a benchmark would fail.
  const env = { ...process.env, DATABASE_URL: 'postgres://127.0.0.1:1/none' }
  const child = Bun.spawn([process.execPath, 'bench/run.ts', ...args], {
    cwd: root,
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  return { out, err, code: await child.exited }
}

test('the benchmark says what it takes, and runs nothing', async () => {
  const { out, err, code } = await bench('--help')
  expect([code, err]).toEqual([0, ''])
  for (const name of ['ingest', 'catch-up', 'growth', 'soak', '--skip', '--only', '--seconds'])
    expect(out).toContain(name)
})

test('what the benchmark does not take is named in a line, not with a stack', async () => {
  for (const [wrong, said] of [
    ['--nope', "Unknown option '--nope'"],
    ['nope', 'no scenario called nope; see --help'],
  ] as const) {
    const { out, err, code } = await bench(wrong)
    expect([code, out]).toEqual([1, ''])
    expect(err).toStartWith(said)
    expect(err.trim().split('\n')).toHaveLength(1)
  }
})
