import Check from 'lucide-react/icons/check'
import Lock from 'lucide-react/icons/lock'
import Merge from 'lucide-react/icons/merge'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import UserPlus from 'lucide-react/icons/user-plus'
import type { HistoryEntry } from '../../protocol/rooms.ts'
import { describeHistoryEntry } from '../details/describeHistoryEntry.tsx'
import { useT } from '../i18n/i18n.tsx'
import { clock } from '../i18n/time.ts'
import { asRecord } from './metadata.ts'
import type { RoomEvent } from './roomEvents.ts'
import { SystemLine } from './SystemLine.tsx'

export function RoomEventLine({ event }: { event: RoomEvent }) {
  const t = useT()
  if (event.kind === 'window_closed') {
    return (
      <SystemLine icon={<Lock size={14} aria-hidden="true" />}>
        {t.rich('thread.windowClosed', { time: <b>{clock(event.at)}</b> })}
      </SystemLine>
    )
  }
  const { entry } = event
  return (
    <SystemLine icon={iconOf(entry)}>
      {describeHistoryEntry(entry, t)} · {clock(entry.at)}
    </SystemLine>
  )
}

function iconOf({ kind, data }: HistoryEntry) {
  const Icon =
    kind === 'merged'
      ? Merge
      : kind === 'status'
        ? asRecord(data).to === 'closed'
          ? Check
          : RotateCcw
        : UserPlus
  return <Icon size={14} aria-hidden="true" />
}
