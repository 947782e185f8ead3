import { type KeyboardEvent, useRef, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { describeError } from '../data/describeError.ts'
import { useNow } from '../data/useNow.ts'
import { useT } from '../i18n/i18n.tsx'
import { windowLeft } from '../inbox/windowLeft.ts'
import { Button } from '../ui/Button.tsx'
import { LoadMoreButton } from '../ui/LoadMoreButton.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { Spinner } from '../ui/Spinner.tsx'
import { MOST_ROOMS } from './forwardMessage.ts'
import { TargetRow } from './TargetRow.tsx'
import { useText } from './text.ts'
import { useTargets } from './useTargets.ts'

/** The server's limit for a search. */
const LONGEST_SEARCH = 200

/** A search, and the rooms that a message can be forwarded to. */
export function Targets({
  from,
  anyTime,
  chosen,
  onChange,
}: {
  /** The message's own room. */
  from: string
  /** Whether the message may be sent outside of the customer service window. */
  anyTime: boolean
  chosen: readonly RoomSummary[]
  onChange: (chosen: readonly RoomSummary[]) => void
}) {
  const t = useT()
  const text = useText()
  const now = useNow()
  const [typed, setTyped] = useState('')
  const [met, setMet] = useState(chosen)
  const [focused, setFocused] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const { rooms, pages, q } = useTargets(typed.trim(), met)
  const ids = new Set(chosen.map(({ room_id }) => room_id))

  const obstacleOf = (room: RoomSummary) => {
    if (ids.has(room.room_id)) return null
    if (!anyTime && windowLeft(room.window_expires_at, now) === 0) return t('window.closed')
    return ids.size >= MOST_ROOMS ? text('most', { n: MOST_ROOMS }) : null
  }
  const markOf = ({ room_id, status }: RoomSummary) => {
    if (room_id === from) return text('thisRoom')
    return status === 'closed' ? t('thread.closed') : null
  }
  const toggle = (room: RoomSummary) => {
    if (ids.has(room.room_id))
      return onChange(chosen.filter(({ room_id }) => room_id !== room.room_id))
    setMet((before) => [...before.filter(({ room_id }) => room_id !== room.room_id), room])
    onChange([...chosen, room])
  }
  const boxes = () => [...(list.current?.querySelectorAll<HTMLElement>('input') ?? [])]
  const onListKey = (event: KeyboardEvent<HTMLElement>) => {
    const all = boxes()
    const at = all.indexOf(event.target as HTMLElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === 'Enter') all[at]?.click()
    if (to === undefined) return
    event.preventDefault()
    all[to]?.focus()
  }
  const tabbable = rooms.some(({ room_id }) => room_id === focused) ? focused : rooms[0]?.room_id
  const failed = pages.error && !pages.rows

  return (
    <>
      <div className="shrink-0 px-6 py-3 max-desk:px-4">
        <SearchField
          label={text('search')}
          placeholder={text('searchHint')}
          clearLabel={t('ui.clear')}
          value={typed}
          onChange={setTyped}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return
            event.preventDefault()
            boxes()[0]?.focus()
          }}
          inputProps={{ maxLength: LONGEST_SEARCH }}
        />
      </div>
      <p role="status" className="sr-only">
        {q !== '' && !pages.isPending && !failed && text('found', { n: rooms.length })}
      </p>
      <div className="scroll-thin min-h-32 shrink basis-[50dvh] overflow-y-auto overscroll-contain border-t border-line">
        <ul
          ref={list}
          aria-label={text('rooms')}
          onKeyDown={onListKey}
          onFocus={({ target }) => setFocused(target.dataset.room ?? null)}
        >
          {rooms.map((room) => (
            <TargetRow
              key={room.room_id}
              room={room}
              mark={markOf(room)}
              chosen={ids.has(room.room_id)}
              obstacle={obstacleOf(room)}
              tabbable={room.room_id === tabbable}
              onToggle={() => toggle(room)}
            />
          ))}
        </ul>
        <div className="grid justify-items-center gap-2 px-6 py-3 text-13 text-text-3 empty:hidden">
          {pages.isPending && <Spinner />}
          {failed && (
            <>
              <p role="alert" className="text-bad">
                {describeError(pages.error, t)}
              </p>
              <Button onClick={() => void pages.refetch()}>{t('ui.retry')}</Button>
            </>
          )}
          {rooms.length === 0 && pages.rows && <p>{t('inbox.noResult', { q })}</p>}
          <LoadMoreButton query={pages} />
        </div>
      </div>
    </>
  )
}
