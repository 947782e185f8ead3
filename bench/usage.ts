import { parseArgs } from 'node:util'

/** @param scenarios names, in the order of their turns; `byName` those that run only when they are named */
export const usage = (scenarios: readonly string[], byName: readonly string[]) => `\
bun run bench [scenario…] [options]

Scenarios: ${scenarios.filter((name) => !byName.includes(name)).join(', ')}.
Only when named, as it takes an hour: ${byName.join(', ')}.

  --skip <scenario>    all but this one; may be repeated
  --only <contestant>  of ingest, such as ruang or "bare limit"; may be repeated. Memory: ruang alone
  --seconds <n>        length of a measurement that goes by time, of soak the whole
  --rounds <n>         how often most are measured: 3, with --quick 1
  --quick              shorter, and with less data
  --check              a missed target is a failure too
  --docs               writes the figures and charts of docs/performance.md too
  --help               this text

Tables are printed, JSON and charts are written to bench/results/.
DATABASE_URL names another PostgreSQL than the embedded one, as its superuser.`

/** @throws Error that names what it does not understand */
export const readArguments = (args = process.argv.slice(2)) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      check: { type: 'boolean', default: false },
      skip: { type: 'string', multiple: true, default: [] },
      docs: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
