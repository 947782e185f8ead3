import { Link } from '@tanstack/react-router'
import type { DashboardHistory } from '../../protocol/stats.ts'
import { formatSeconds } from '../i18n/formatSeconds.ts'
import { useT } from '../i18n/i18n.tsx'
import { shownTitle } from '../inbox/titleOf.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Card } from './Card.tsx'

type Room = DashboardHistory['attention'][number]

/** Rooms that need attention now. */
export function Attention({ history }: { history: DashboardHistory }) {
  const t = useT()
  const rooms = history.attention
  return (
    <Card
      title={t('stats.attention')}
      hint={t('stats.rooms', { n: rooms.length })}
      className="col-span-4 max-wide:col-span-12"
    >
      {rooms.length === 0 ? (
        <p className="px-5 pb-5 text-13 text-text-3">{t('stats.noAttention')}</p>
      ) : (
        <ul className="pb-2">
          {rooms.map((room) => (
            <li key={room.room_id} className="border-t border-line">
              <Link
                to={`/inbox/${room.room_id}` as string}
                className="flex min-h-14 items-center gap-3 px-5 py-2 -outline-offset-2 hover:bg-surface-2"
              >
                <Avatar id={room.room_id} name={room.room_title} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-13 font-medium">
                    {shownTitle(room.room_title)}
                  </span>
                  <Reason room={room} since={history.generated_at} />
                </span>
                <span className="max-w-2/5 text-right text-12 text-text-3 wrap-anywhere">
                  {room.agents.length > 0 ? room.agents.join(', ') : t('stats.unassigned')}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Reason({ room, since }: { room: Room; since: string }) {
  const t = useT()
  const seconds = Math.abs(Date.parse(room.at) - Date.parse(since)) / 1000
  return (
    <span className="block text-12 text-warn">
      {room.reason === 'unassigned'
        ? t('stats.waiting', { time: formatSeconds(seconds, t) })
        : t('stats.windowCloses', { time: formatSeconds(seconds, t) })}
    </span>
  )
}
