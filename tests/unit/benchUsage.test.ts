import { expect, test } from 'bun:test'
import { runScript } from './runScript.ts'

// Nothing listens there: a benchmark would fail.
const bench = (...args: string[]) =>
  runScript('bench/run.ts', args, { DATABASE_URL: 'postgres://127.0.0.1:1/none' })

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
