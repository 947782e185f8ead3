/** The benchmark suite; `bun run bench --help` says what it takes. */
import { mkdir } from 'node:fs/promises'
import os from 'node:os'
import { catchUp } from './catchUp.ts'
import { run, stopChildrenOnExit, wasInterrupted } from './children.ts'
import { drawCharts, writeDocuments } from './documents.ts'
import { fanout } from './fanout.ts'
import { growth } from './growth.ts'
import { ingest } from './ingest.ts'
import { latency } from './latency.ts'
import { memory } from './memory.ts'
import { openCluster } from './postgres.ts'
import { rooms } from './rooms.ts'
import type { Scenario, ScenarioResult } from './scenario.ts'
import { sends } from './sends.ts'
import { soak } from './soak.ts'
import { storm } from './storm.ts'
import { readArguments, usage } from './usage.ts'

const SCENARIOS: Record<string, Scenario> = {
  ingest,
  fanout,
  memory,
  latency,
  'catch-up': catchUp,
  storm,
  rooms,
  sends,
  growth,
  soak,
}
/** These run only by name, as they take an hour. */
const BY_NAME = ['soak']

type Values = ReturnType<typeof readArguments>['values']

function positive(
  values: Values,
  name: 'seconds' | 'rounds',
  otherwise: number | null,
): number | null {
  const text = values[name]
  if (text === undefined) return otherwise
  if (!(Number(text) > 0)) throw new Error(`--${name} takes a number above 0`)
  return Number(text)
}

/** The documented flow must run on real Node, but `node` may be Bun. */
async function nodeVersion(): Promise<string> {
  const script = 'console.log(process.versions.bun ? "" : process.versions.node)'
  const version = (await run(['node', '-e', script])).trim()
  if (version === '') throw new Error('the documented flow needs Node: "node" is Bun here')
  return version
}

/** The result of a scenario that threw, so that the results of the others are kept. */
const couldNotRun = (error: Error): ScenarioResult => ({
  report: `FAILED ${error.message}`,
  data: null,
  failed: true,
  missed: true,
})

async function main(): Promise<number> {
  const { values, positionals } = readArguments()
  if (values.help) {
    console.log(usage(Object.keys(SCENARIOS), BY_NAME))
    return 0
  }
  const wanted =
    positionals.length > 0
      ? positionals
      : Object.keys(SCENARIOS).filter((name) => !BY_NAME.includes(name))
  const names = wanted.filter((name) => !values.skip.includes(name))
  const unknown = names.filter((name) => !(name in SCENARIOS))
  if (unknown.length > 0) throw new Error(`no scenario called ${unknown.join(', ')}; see --help`)
  const options = {
    seconds: positive(values, 'seconds', null),
    rounds: Math.ceil(positive(values, 'rounds', values.quick ? 1 : 3) ?? 1),
    quick: values.quick,
    only: values.only ?? null,
    progress: (line: string) => console.log(line),
  }
  stopChildrenOnExit()
  const node = await nodeVersion()
  const cluster = await openCluster()
  try {
    const machine = {
      cpus: os.cpus().length,
      model: os.cpus()[0]?.model ?? null,
      memoryBytes: os.totalmem(),
      kernel: os.release(),
      loadBefore: os.loadavg(),
    }
    const versions = { bun: Bun.version, node, postgres: cluster.settings.server_version }
    console.log(
      `${machine.cpus} cores, load ${machine.loadBefore[0]?.toFixed(1)} · Bun ${Bun.version} · Node ${node} · PostgreSQL ${versions.postgres}`,
    )
    const startedAt = new Date().toISOString()
    const results: Record<string, ScenarioResult> = {}
    for (const name of names) {
      const result = await SCENARIOS[name]!(options, cluster).catch(couldNotRun)
      results[name] = result
      console.log(`\n${name}\n${result.report}`)
      if (wasInterrupted()) break
    }
    const directory = `${import.meta.dir}/results`
    await mkdir(directory, { recursive: true })
    const file = `${directory}/${startedAt.replaceAll(':', '-')}.json`
    const settings = { ...cluster.settings }
    const { progress: _, ...asked } = options
    const scenarios = Object.fromEntries(
      Object.entries(results).map(([name, { report, data }]) => [name, { report, data }]),
    )
    const record = { startedAt, machine, versions, postgres: settings, options: asked, scenarios }
    await Bun.write(file, JSON.stringify(record, null, 2))
    console.log(`\n${file}`)
    await drawCharts(results, file.replace(/\.json$/, ''))
    if (values.docs) await writeDocuments(await Bun.file(file).json())
    const all = Object.values(results)
    return all.some((r) => r.failed || (values.check && r.missed)) ? 1 : 0
  } finally {
    await cluster.stop()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
