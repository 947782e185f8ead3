import { useMemo, useState } from 'react'
import type { Message } from '../../../protocol/message.ts'
import type { RoomSummary } from '../../../protocol/room.ts'
import type { LogEntry } from '../../../protocol/simulator.ts'
import { Composer } from '../../composer/Composer.tsx'
import { useDrop } from '../../composer/useDrop.ts'
import { useNow } from '../../data/useNow.ts'
import { useT } from '../../i18n/i18n.tsx'
import { phoneNumber } from '../../i18n/values.ts'
import { titleOf } from '../../inbox/titleOf.ts'
import { WindowRing } from '../../inbox/WindowRing.tsx'
import { Thread } from '../../thread/Thread.tsx'
import { ThreadProvider } from '../../thread/ThreadContext.tsx'
import { useLiveRoom } from '../../thread/useLiveRoom.ts'
import { useThreadTools } from '../../thread/useThreadTools.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useSimulator } from '../data/useSimulator.tsx'
import { inSeconds } from '../log/logLine.ts'
import { useText } from '../text.ts'

/** A room in the small dashboard: the real conversation and composer, without the other panels. */
export function MiniRoom({ roomId }: { roomId: string }) {
  const room = useLiveRoom(roomId)
  return room ? <LoadedRoom room={room} /> : <div className="bg-thread" />
}

function LoadedRoom({ room }: { room: RoomSummary }) {
  const t = useT()
  const now = useNow()
  const [templateOpen, setTemplateOpen] = useState(false)
  const { tools, thread } = useThreadTools(room, { chooseTemplate: () => setTemplateOpen(true) })
  const log = useSimulator((state) => state.log)
  const { dragOver, dropTarget } = useDrop(room)
  const withMarks = useMemo(() => {
    const told = badDeliveries(log)
    return {
      ...tools,
      below: ({ wa_message_id: wamid }: Message) => {
        const entries = wamid === null ? undefined : told.get(wamid)
        return entries && <DeliveryMarks entries={entries} />
      },
    }
  }, [tools, log])
  const number = room.room_phone ? phoneNumber(room.room_phone) : t('thread.numberHidden')
  return (
    <ThreadProvider value={withMarks}>
      <div {...dropTarget} className="flex min-h-0 min-w-0 flex-col bg-thread">
        <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line bg-surface px-3">
          <Avatar id={room.room_id} name={room.room_title} size="md" />
          <div className="min-w-0 flex-1">
            <h3 className="truncate text-13 leading-4 font-semibold">{titleOf(room)}</h3>
            <p className="truncate text-11 text-text-3 tabular-nums">{number}</p>
          </div>
          <WindowRing expiresAt={room.window_expires_at} now={now} />
        </header>
        <Thread room={room} thread={thread} />
        <div className="pt-2">
          <Composer
            room={room}
            templateOpen={templateOpen}
            dragOver={dragOver}
            onTemplateOpen={setTemplateOpen}
          />
        </div>
      </div>
    </ThreadProvider>
  )
}

/** The webhooks of customers' messages that Meta delivered badly, by wamid. */
function badDeliveries(log: readonly LogEntry[]): ReadonlyMap<string, LogEntry[]> {
  const told = new Map<string, LogEntry[]>()
  for (const entry of log) {
    if (!entry.wamid || !entry.event.startsWith('message.') || entry.direction === 'to_meta')
      continue
    if (entry.marks.length === 0) continue
    told.set(entry.wamid, [...(told.get(entry.wamid) ?? []), entry])
  }
  return told
}

/** What went wrong with the delivery of a message. */
function DeliveryMarks({ entries }: { entries: readonly LogEntry[] }) {
  const text = useText()
  const marks = new Set(entries.flatMap((entry) => entry.marks))
  const delay = Math.max(...entries.map(({ delayed_ms }) => delayed_ms))
  return (
    <span className="mt-1 flex flex-wrap gap-1">
      {marks.has('duplicate') && <Tag>{text('twice')}</Tag>}
      {marks.has('delayed') && <Tag>{text('late', { n: inSeconds(delay) })}</Tag>}
      {marks.has('reordered') && <Tag>{text('disordered')}</Tag>}
    </span>
  )
}
