import { clsx } from 'clsx'
import { useT } from '../i18n/i18n.tsx'
import type { Offer } from './useQuickReplies.ts'

/** The quick replies that match what is typed after the slash. Focus stays in the text field. */
export function QuickReplies({
  offer: { found, chosen, listId, idOf },
  onChoose,
}: {
  offer: Offer
  onChoose: (text: string) => void
}) {
  const t = useT()
  return (
    <div className="absolute bottom-full left-0 z-20 mb-2 w-full max-w-md overflow-hidden rounded-r4 border border-line-2 bg-surface py-1 shadow-pop">
      <p className="px-3 py-1 text-12 text-text-3">{t('composer.quickReplies')}</p>
      {found.length === 0 && (
        <p className="px-3 py-2 text-13 text-text-3">{t('composer.noQuickReply')}</p>
      )}
      <div
        id={listId}
        role="listbox"
        aria-label={t('composer.quickReplies')}
        className="scroll-thin overflow-y-auto overscroll-contain thumb:max-h-[40dvh]"
      >
        {found.map((reply) => (
          <button
            key={reply.id}
            id={idOf(reply)}
            type="button"
            role="option"
            aria-selected={reply === chosen}
            tabIndex={-1}
            onClick={() => onChoose(reply.text)}
            className={clsx(
              'flex w-full items-baseline gap-3 px-3 py-1.5 text-left text-13 thumb:py-3',
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
