/** One bar of a chart; `own` is drawn in the accent colour. */
export interface Bar {
  name: string
  value: number
  own?: boolean
}

const WIDTH = 640
const LABEL = 190
const ROW = 26
const TOP = 44
const COLOURS = { own: '#0f766e', other: '#94a3b8', text: '#334155', ground: '#ffffff' }

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const digits = (value: number) =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })

/** Horizontal bars from zero, as an SVG for light and dark pages. */
export function barChart(title: string, unit: string, bars: readonly Bar[]): string {
  const odd = bars.find(({ value }) => !Number.isFinite(value))
  if (odd) throw new Error(`${odd.name} has no figure`)
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const room = WIDTH - LABEL - 110
  const height = TOP + bars.length * ROW + 12
  const rows = bars.map(({ name, value, own }, n) => {
    const y = TOP + n * ROW
    const width = Math.max(1, (room * value) / most)
    return `<text x="${LABEL - 8}" y="${y + 15}" text-anchor="end">${escaped(name)}</text>
<rect x="${LABEL}" y="${y + 2}" width="${width.toFixed(1)}" height="${ROW - 8}" rx="2" fill="${own ? COLOURS.own : COLOURS.other}"/>
<text x="${(LABEL + width + 6).toFixed(1)}" y="${y + 15}">${digits(value)} ${escaped(unit)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="${COLOURS.text}" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" rx="6" fill="${COLOURS.ground}"/>
<text x="14" y="24" font-size="14" font-weight="600">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`
}
