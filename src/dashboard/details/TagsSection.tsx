import { Link } from '@tanstack/react-router'
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { useCloseSearch } from '../inbox/closeSearch.ts'
import type { InboxSearch } from '../inbox/inboxSearch.ts'
import { opensElsewhere } from '../inbox/opensElsewhere.ts'
import { tagTone } from '../inbox/tagTone.ts'
import { api } from '../session/session.ts'
import { FieldBox } from '../ui/Field.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Tag } from '../ui/Tag.tsx'
import { tip } from '../ui/Tooltip.tsx'
import { PanelSection } from './PanelSection.tsx'
import { useBesideList } from './useBesideList.ts'
import { useRequest } from './useRequest.ts'

const LONGEST = 50

export function TagsSection({ room }: { room: RoomSummary }) {
  const t = useT()
  const [adding, setAdding] = useState(false)
  const [text, setText] = useState('')
  const opener = useRef<HTMLButtonElement>(null)
  const [busy, tryTo] = useRequest()
  const closeSearch = useCloseSearch()
  const to = useBesideList(room)
  const save = (tags: string[]) =>
    tryTo(() =>
      answerOf(api.rooms[':id'].tags.$put({ param: { id: room.room_id }, json: { tags } })),
    )
  const add = async (event: FormEvent) => {
    event.preventDefault()
    const tag = text.trim()
    if (tag === '' || (await save([...room.tags, tag]))) setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    // Otherwise details that cover the conversation would close as well.
    event.preventDefault()
    setText('')
    setAdding(false)
    opener.current?.focus()
  }
  return (
    <PanelSection
      title={t('details.tags')}
      aside={
        <IconButton
          ref={opener}
          size="sm"
          label={t('details.addTag')}
          on={adding || undefined}
          onClick={() => setAdding(!adding)}
        >
          <Plus size={16} aria-hidden="true" />
        </IconButton>
      }
    >
      <ul className="flex flex-wrap gap-1">
        {room.tags.map((tag) => (
          <li key={tag}>
            <Tag
              tone={tagTone(tag)}
              className="h-auto! min-h-5 max-w-full whitespace-normal! thumb:min-h-11 thumb:pl-3 thumb:text-13"
            >
              <Link
                {...to}
                search={({ queue }: InboxSearch) => ({ ...(queue && { queue }), tag })}
                // By itself the link does nothing if its tag is the list's filter already.
                onClick={(event) => {
                  if (!opensElsewhere(event)) closeSearch()
                }}
                {...tip(t('details.roomsOfTag'))}
                className="inline-flex min-w-0 items-center self-stretch py-0.5 wrap-anywhere hover:underline"
              >
                {tag}
              </Link>
              <button
                type="button"
                aria-label={t('details.removeTag', { tag })}
                disabled={busy}
                onClick={() => void save(room.tags.filter((other) => other !== tag))}
                className="-mr-1 grid size-4 shrink-0 place-items-center rounded-r1 hover:bg-surface-3 thumb:size-11"
              >
                <X size={12} aria-hidden="true" />
              </button>
            </Tag>
          </li>
        ))}
        {room.tags.length === 0 && !adding && (
          <li className="text-13 text-text-3">{t('details.noTags')}</li>
        )}
      </ul>
      {adding && (
        <form className="mt-2" onSubmit={(event) => void add(event)}>
          <FieldBox>
            <input
              aria-label={t('details.newTag')}
              placeholder={t('details.newTag')}
              // biome-ignore lint/a11y/noAutofocus: the user has just clicked the button beside it
              autoFocus
              maxLength={LONGEST}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={onKeyDown}
              className="min-w-0 flex-1 bg-transparent outline-none"
            />
          </FieldBox>
        </form>
      )}
    </PanelSection>
  )
}
