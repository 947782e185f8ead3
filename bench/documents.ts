/**
 * Writes the tables and charts of docs/performance.md from the result files of one or several runs, the newest first:
 * bun bench/documents.ts bench/results/….json…
 */
import { chartsOf } from './charts.ts'

export interface Recorded {
  startedAt: string
  machine: { cpus: number; model: string | null; memoryBytes: number; loadBefore: number[] }
  versions: Record<string, string>
  scenarios: Record<string, { report: string; data: unknown }>
}

const DOCS = `${import.meta.dir}/../docs`
const PICTURES = 'images/performance'

/** Replaces the text between a scenario's two markers. */
function fill(page: string, scenario: string, text: string): string {
  const [begin, end] = [`<!-- bench:${scenario} -->`, `<!-- /bench:${scenario} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for ${scenario}`)
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`
}

const ranOn = ({ startedAt, machine, versions }: Recorded) =>
  `${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${machine.cpus} cores (${machine.model ?? 'unknown'}), ${Math.round(machine.memoryBytes / 2 ** 30)} GiB, load ${machine.loadBefore[0]?.toFixed(1)} before it began · Bun ${versions.bun}, Node ${versions.node}, PostgreSQL ${versions.postgres}`

/** Draws the charts of a run into a folder. */
export async function drawCharts(results: Recorded['scenarios'], folder: string): Promise<void> {
  for (const [name, { data }] of Object.entries(results))
    for (const [file, svg] of Object.entries(data ? chartsOf(name, data) : {}))
      await Bun.write(`${folder}/${file}.svg`, svg)
}

export async function writeDocuments(record: Recorded): Promise<void> {
  let page = await Bun.file(`${DOCS}/performance.md`).text()
  await drawCharts(record.scenarios, `${DOCS}/${PICTURES}`)
  for (const [name, { report, data }] of Object.entries(record.scenarios)) {
    if (data === null) continue
    const pictures = Object.keys(chartsOf(name, data)).map(
      (file) => `![${file}](${PICTURES}/${file}.svg)`,
    )
    const text = [...pictures, `\`\`\`text\n${report}\n\`\`\``, ranOn(record)].join('\n\n')
    page = fill(page, name, text)
  }
  await Bun.write(`${DOCS}/performance.md`, page)
}

if (import.meta.main)
  for (const file of process.argv.slice(2).reverse())
    await writeDocuments(await Bun.file(file).json())
