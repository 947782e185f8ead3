import type { LogEntry } from '../../../protocol/simulator.ts'
import type { TagTone } from '../../ui/Tag.tsx'
import type { SimulatorText } from '../text.ts'

/** The result of one call or webhook, in a word or two. */
export function resultOf(entry: LogEntry, text: SimulatorText): { tone: TagTone; label: string } {
  const { result, code, marks } = entry
  const named = { code: code ?? entry.http_status ?? '' }
  if (result === 'refused') return { tone: 'bad', label: text('log.refused', named) }
  if (result === 'dropped') return { tone: 'bad', label: text('log.dropped') }
  if (result === 'given_up') return { tone: 'bad', label: text('log.givenUp') }
  if (result === 'retrying') return { tone: 'warn', label: text('log.retrying') }
  if (entry.event === 'status.failed') return { tone: 'bad', label: text('log.failed', named) }
  if (marks.includes('duplicate')) return { tone: 'plain', label: text('log.duplicate') }
  if (marks.includes('reordered')) return { tone: 'accent', label: text('log.reordered') }
  if (marks.includes('delayed')) {
    return { tone: 'warn', label: text('log.delayed', { n: inSeconds(entry.delayed_ms) }) }
  }
  if (marks.includes('batched')) return { tone: 'plain', label: text('log.batched') }
  return { tone: 'ok', label: text(result === 'accepted' ? 'log.accepted' : 'log.stored') }
}

export const inSeconds = (ms: number): string => (ms / 1_000).toFixed(1)

/** Shows the end of a wamid, because all wamids of one customer begin alike. */
export const shortWamid = (wamid: string): string =>
  `wamid…${wamid.replace(/=+$/, '').slice(-6, -3)}`

/** How many of the entries went wrong, by kind. */
export function countsOf(log: readonly LogEntry[]) {
  const marked = (mark: LogEntry['marks'][number]) =>
    log.filter(({ marks }) => marks.includes(mark)).length
  return {
    duplicate: marked('duplicate'),
    reordered: marked('reordered'),
    delayed: marked('delayed'),
    failed: log.filter(({ result, event }) => result === 'refused' || event === 'status.failed')
      .length,
  }
}
