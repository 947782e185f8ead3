import { expect, test } from 'bun:test'
import { runScript } from './runScript.ts'

const COMMANDS = ['simulate', 'watch', 'customer'] as const
/** By name, their files. Each would do its work at once. */
const WITHOUT_QUESTIONS = {
  'db:backup': 'backup',
  'db:migrate': 'migrate',
  'db:new-epoch': 'newEpoch',
} as const

const run = (command: string, ...args: string[]) => runScript(`src/cli/${command}.ts`, args)

test.each(COMMANDS)('%s says what it takes', async (command) => {
  const { out, err, code } = await run(command, '--help')
  expect([code, err]).toEqual([0, ''])
  expect(out).toStartWith(`bun run ${command} `)
  expect(out).toContain('--url')
})

test.each(COMMANDS)(
  'what %s does not take is named in a line, not with a stack',
  async (command) => {
    for (const [args, said] of [
      [['--nope'], "Unknown option '--nope'"],
      [['--url'], "Option '--url <value>' argument missing"],
    ] as const) {
      const { out, err, code } = await run(command, ...args)
      expect([code, out, err]).toEqual([1, '', `${said}; see --help\n`])
    }
  },
)

test.each(Object.entries(WITHOUT_QUESTIONS))(
  '%s says what it takes, and does nothing',
  async (name, file) => {
    const asked = await run(file, '--help')
    expect([asked.code, asked.err]).toEqual([0, ''])
    expect(asked.out).toStartWith(`bun run ${name}`)
    const wrong = await run(file, '--nope')
    expect(wrong).toEqual({ code: 1, out: '', err: "Unknown option '--nope'; see --help\n" })
  },
)
