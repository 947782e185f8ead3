import { useVirtualizer } from '@tanstack/react-virtual'
import emoji from 'emojibase-data/en/compact.json'
import { useMemo, useRef, useState } from 'react'
import { useT } from '../i18n/i18n.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { useTouchLayout } from '../ui/useNarrow.ts'

/** Both 288 px wide. */
const BY_MOUSE = { across: 8, cell: 36 }
const BY_THUMB = { across: 6, cell: 48 }
const FIRST = '😀'
/** The data begins with the letters of flags, but people look for faces, so those are skipped. */
const ALL = inOrder()

function inOrder() {
  const start = emoji.findIndex(({ unicode }) => unicode === FIRST)
  return start === -1 ? emoji : emoji.slice(start)
}

/** All emoji, searchable by their English names. */
export function EmojiPicker({ onChoose }: { onChoose: (emoji: string) => void }) {
  const t = useT()
  const [q, setQ] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const { across, cell } = useTouchLayout() ? BY_THUMB : BY_MOUSE
  const found = useMemo(() => {
    const words = q.trim().toLowerCase()
    if (words === '') return ALL
    return ALL.filter(({ label, tags }) =>
      [label, ...(tags ?? [])].some((name) => name.toLowerCase().includes(words)),
    )
  }, [q])
  const rows = useVirtualizer({
    count: Math.ceil(found.length / across),
    getScrollElement: () => box.current,
    estimateSize: () => cell,
    overscan: 4,
  })
  return (
    <div className="w-[304px] p-2">
      <SearchField
        label={t('composer.findEmoji')}
        placeholder={t('composer.findEmoji')}
        clearLabel={t('ui.clear')}
        value={q}
        onChange={setQ}
      />
      <div
        ref={box}
        className="scroll-thin mt-2 h-60 max-h-[40dvh] overflow-y-auto overscroll-contain"
      >
        {found.length === 0 && (
          <p className="p-4 text-center text-13 text-text-3">{t('composer.noEmoji')}</p>
        )}
        <div className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <div key={index} className="absolute flex" style={{ top: start }}>
              {found.slice(index * across, (index + 1) * across).map((one) => (
                <button
                  key={one.hexcode}
                  type="button"
                  aria-label={one.label}
                  onClick={() => onChoose(one.unicode)}
                  className="grid size-[36px] place-items-center rounded-r2 text-20 hover:bg-surface-2 thumb:size-[48px]"
                >
                  {one.unicode}
                </button>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}
