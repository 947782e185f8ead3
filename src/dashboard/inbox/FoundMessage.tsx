import type { z } from 'zod'
import type { hit } from '../../protocol/search.ts'
import { useNow } from '../data/useNow.ts'
import { shortTime } from '../i18n/time.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { markedParts } from './markedParts.ts'
import { shownTitle } from './titleOf.ts'

/** A message in the search results, with the matching words marked. */
export function FoundMessage({ message, href }: { message: z.infer<typeof hit>; href: string }) {
  const now = useNow()
  return (
    <a
      href={href}
      data-room={message.room.room_id}
      data-message={message.id}
      className="grid grid-cols-[2.5rem_minmax(0,1fr)] gap-3 border-b border-line px-4 py-[11px] -outline-offset-2 hover:bg-surface-2"
    >
      <Avatar id={message.room.room_id} name={message.room.room_title} />
      <span className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">
            {shownTitle(message.room.room_title)}
          </span>
          <time dateTime={message.created_at} className="text-12 tabular-nums text-text-3">
            {shortTime(message.created_at, now)}
          </time>
        </span>
        <span dir="auto" className="line-clamp-2 text-13 text-text-2">
          {markedParts(message.fragment).map(({ text, marked }, n) =>
            marked ? (
              <mark key={String(n)} className="rounded-[2px] bg-accent-soft-2 text-accent-text">
                {text}
              </mark>
            ) : (
              text
            ),
          )}
        </span>
      </span>
    </a>
  )
}
