import { useT } from '../i18n/i18n.tsx'

/** A chart's numbers as a table, for screen readers and for exact values. */
export function DataTable({
  caption,
  head,
  rows,
}: {
  caption: string
  head: readonly string[]
  rows: readonly (readonly (string | number)[])[]
}) {
  const t = useT()
  return (
    <details className="px-5 pb-3 text-12">
      <summary className="w-fit rounded-r1 text-text-3 hover:text-text thumb:py-3.5">
        {t('stats.table')}
      </summary>
      <section
        className="scroll-thin mt-2 max-h-48 overflow-y-auto"
        aria-label={caption}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
      >
        <table className="w-full text-left tabular-nums">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {head.map((name) => (
                <th key={name} scope="col" className="py-1 pr-3 font-medium text-text-3">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...others], place) => (
              <tr key={`${first}${String(place)}`} className="border-t border-line">
                <th scope="row" className="py-1 pr-3 font-normal">
                  {first}
                </th>
                {others.map((value, n) => (
                  <td key={head[n + 1]} className="py-1 pr-3">
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
