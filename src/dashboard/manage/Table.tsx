import { Skeleton } from '../ui/Skeleton.tsx'
import type { Rows } from './QueryTable.tsx'

/** Rows as a table. */
export function Table<T>({ rows, keyOf, label, columns }: Rows<T>) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      className="scroll-thin overflow-x-auto rounded-r4 border border-line bg-surface"
    >
      <table className="w-full text-left text-13">
        <thead className="text-12 text-text-3">
          <tr>
            {columns.map(({ name, className }) => (
              <th key={name} scope="col" className={`px-4 py-2 font-medium ${className ?? ''}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            ? rows.map((row) => (
                <tr key={keyOf(row)} className="border-t border-line align-top">
                  {columns.map(({ name, cell, className }) => (
                    <td key={name} className={`px-4 py-2.5 ${className ?? ''}`}>
                      {cell(row)}
                    </td>
                  ))}
                </tr>
              ))
            : [1, 2, 3].map((n) => (
                <tr key={n} className="border-t border-line">
                  <td colSpan={columns.length} className="px-4 py-2.5">
                    <Skeleton className="h-5 w-2/3 rounded-r2" />
                  </td>
                </tr>
              ))}
        </tbody>
      </table>
    </section>
  )
}
