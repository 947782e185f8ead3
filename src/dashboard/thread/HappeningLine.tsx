import Check from 'lucide-react/icons/check'
import Lock from 'lucide-react/icons/lock'
import Merge from 'lucide-react/icons/merge'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import UserPlus from 'lucide-react/icons/user-plus'
import type { HistoryEntry } from '../../protocol/rooms.ts'
import { deedInWords } from '../details/deedInWords.tsx'
import { useT } from '../i18n/i18n.tsx'
import { clock } from '../i18n/time.ts'
import type { ThreadHappening } from './happenings.ts'
import { record } from './metadata.ts'
import { SystemLine } from './SystemLine.tsx'

export function HappeningLine({ happening }: { happening: ThreadHappening }) {
  const t = useT()
  if (happening.kind === 'window_closed') {
    return (
      <SystemLine icon={<Lock size={14} aria-hidden="true" />}>
        {t.rich('thread.windowClosed', { time: <b>{clock(happening.at)}</b> })}
      </SystemLine>
    )
  }
  const { entry } = happening
  return (
    <SystemLine icon={iconOf(entry)}>
      {deedInWords(entry, t)} · {clock(entry.at)}
    </SystemLine>
  )
}

function iconOf({ kind, data }: HistoryEntry) {
  const Icon =
    kind === 'merged'
      ? Merge
      : kind === 'status'
        ? record(data).to === 'closed'
          ? Check
          : RotateCcw
        : UserPlus
  return <Icon size={14} aria-hidden="true" />
}
