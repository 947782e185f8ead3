import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { useEffect, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'

const SHOWN = 8

/** Answers whose shortcut begins as what is written after the slash; arrows choose, Enter or Tab takes. */
export function QuickReplies({
  wanted,
  onChoose,
}: {
  wanted: string
  onChoose: (text: string) => void
}) {
  const t = useT()
  const replies = useQuery({
    queryKey: ['quick-replies'],
    queryFn: async () => (await answerOf(api['quick-replies'].$get())).data,
  })
  const start = wanted.toLowerCase()
  const found = (replies.data ?? [])
    .filter(({ shortcut, text }) =>
      [shortcut, text].some((one) => one.toLowerCase().includes(start)),
    )
    .toSorted(
      (a, b) =>
        Number(b.shortcut.toLowerCase().startsWith(start)) -
        Number(a.shortcut.toLowerCase().startsWith(start)),
    )
    .slice(0, SHOWN)
  const [place, setPlace] = useState(0)
  const chosen = found[Math.min(place, found.length - 1)]
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (step) setPlace((before) => (before + step + found.length) % Math.max(1, found.length))
      else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) onChoose(chosen.text)
      else return
      event.preventDefault()
    }
    // Before the text field takes the key for its own.
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  })
  if (!replies.data) return null
  return (
    <div className="absolute bottom-full left-0 z-20 mb-2 w-full max-w-md overflow-hidden rounded-r4 border border-line-2 bg-surface py-1 shadow-pop">
      <p className="px-3 py-1 text-12 text-text-3">{t('composer.quickReplies')}</p>
      {found.length === 0 && (
        <p className="px-3 py-2 text-13 text-text-3">{t('composer.noQuickReply')}</p>
      )}
      <div role="listbox" aria-label={t('composer.quickReplies')}>
        {found.map((reply) => (
          <button
            key={reply.id}
            type="button"
            role="option"
            aria-selected={reply === chosen}
            tabIndex={-1}
            onClick={() => onChoose(reply.text)}
            className={clsx(
              'flex w-full items-baseline gap-3 px-3 py-1.5 text-left text-13',
              reply === chosen ? 'bg-accent-soft' : 'hover:bg-surface-2',
            )}
          >
            <span className="shrink-0 font-medium text-accent-text">/{reply.shortcut}</span>
            <span className="truncate text-text-2">{reply.text}</span>
          </button>
        ))}
      </div>
    </div>
  )
}
