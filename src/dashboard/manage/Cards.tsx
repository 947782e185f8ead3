import { Skeleton } from '../ui/Skeleton.tsx'
import type { Rows } from './QueryTable.tsx'

/** Rows as cards: one cell below the other, each beside the name of its column. */
export function Cards<T>({ rows, keyOf, label, columns }: Rows<T>) {
  return (
    <ul
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the page scrolls, so the keyboard must reach something in it
      tabIndex={0}
      className="grid grid-cols-[minmax(0,1fr)] rounded-r4 border border-line bg-surface text-13"
    >
      {rows
        ? rows.map((row) => (
            <li key={keyOf(row)} className="border-line px-4 py-3 not-first:border-t">
              <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-center gap-3">
                {columns.map(({ name, cell }) => (
                  <div key={name} className="contents">
                    <dt className="text-12 text-text-3">{name}</dt>
                    <dd className="wrap-anywhere">{cell(row)}</dd>
                  </div>
                ))}
              </dl>
            </li>
          ))
        : [1, 2, 3].map((n) => (
            <li key={n} className="border-line px-4 py-3 not-first:border-t">
              <Skeleton className="h-20 rounded-r2" />
            </li>
          ))}
    </ul>
  )
}
