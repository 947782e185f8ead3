import ArrowDownLeft from 'lucide-react/icons/arrow-down-left'
import ArrowUpRight from 'lucide-react/icons/arrow-up-right'
import type { LogEntry } from '../../../protocol/simulator.ts'
import { Tag, type TagTone } from '../../ui/Tag.tsx'
import { useSimulator } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'
import { countsOf, resultOf, shortWamid } from './logLine.ts'

const SHOWN = 60
const TONES = { duplicate: 'plain', reordered: 'accent', delayed: 'warn', failed: 'bad' } as const

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** The traffic with Meta, newest first. */
export function EventLog() {
  const text = useText()
  const log = useSimulator((state) => state.log)
  const counts = countsOf(log)
  return (
    <section
      aria-label={text('log')}
      className="flex h-68 min-h-0 flex-col overflow-hidden rounded-r4 border border-line bg-surface"
    >
      <header className="flex flex-wrap items-center gap-2 px-4 pt-3 pb-2">
        <h2 className="flex-1 text-14 font-semibold">{text('log')}</h2>
        {Object.entries(TONES).map(([key, tone]) => {
          const n = counts[key as keyof typeof TONES]
          return (
            n > 0 && (
              <Tag key={key} tone={tone as TagTone}>
                {text(`count.${key as keyof typeof TONES}`, { n })}
              </Tag>
            )
          )
        })}
      </header>
      <div
        className="scroll-thin min-h-0 flex-1 overflow-y-auto -outline-offset-2"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
      >
        <table className="w-full text-12 tabular-nums [&_td]:border-t [&_td]:border-line [&_td]:px-4 [&_td]:py-1 [&_th]:px-4 [&_th]:pb-1 [&_th]:text-left [&_th]:font-medium [&_th]:text-text-2">
          <thead>
            <tr>
              <th>{text('time')}</th>
              <th>{text('event')}</th>
              <th>{text('message')}</th>
              <th className="text-right!">{text('result')}</th>
            </tr>
          </thead>
          <tbody>
            {log.slice(0, SHOWN).map((entry) => (
              <LogRow key={entry.n} entry={entry} />
            ))}
          </tbody>
        </table>
        {log.length === 0 && <p className="px-4 py-2 text-12 text-text-3">{text('nothingYet')}</p>}
      </div>
    </section>
  )
}

function LogRow({ entry }: { entry: LogEntry }) {
  const text = useText()
  const out = entry.direction === 'to_meta'
  const Arrow = out ? ArrowUpRight : ArrowDownLeft
  const { tone, label } = resultOf(entry, text)
  return (
    <tr>
      <td className="text-text-3">{time.format(new Date(entry.at))}</td>
      <td>
        <span className="flex items-center gap-2">
          <Arrow
            size={14}
            role="img"
            aria-label={text(out ? 'toMeta' : 'fromMeta')}
            className={out ? 'shrink-0 text-accent-text' : 'shrink-0 text-text-3'}
          />
          {entry.event}
        </span>
      </td>
      <td className="text-text-3">{entry.wamid ? shortWamid(entry.wamid) : '—'}</td>
      <td className="text-right">
        <Tag tone={tone}>{label}</Tag>
      </td>
    </tr>
  )
}
