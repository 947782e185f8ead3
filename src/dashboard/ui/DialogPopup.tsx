import { Dialog as Base } from '@base-ui/react/dialog'
import { clsx } from 'clsx'
import X from 'lucide-react/icons/x'
import { useRef } from 'react'
import { useT } from '../i18n/i18n.tsx'
import type { DialogProps } from './Dialog.tsx'
import { IconButton } from './IconButton.tsx'
import { useCloseOnBack } from './useCloseOnBack.ts'
import { hasScreenKeyboard } from './useNarrow.ts'

const FIELDS = 'input, textarea, select'

/** The dialog itself, loaded lazily by Dialog. */
export function DialogPopup({ open, onClose, title, children, footer, className }: DialogProps) {
  const t = useT()
  const body = useRef<HTMLDivElement>(null)
  useCloseOnBack(open, onClose)
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-overlay transition-opacity duration-(--slow) data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Popup
          // What is to be filled in first; by touch that would bring the keyboard over it.
          initialFocus={() =>
            hasScreenKeyboard() || body.current?.querySelector<HTMLElement>(FIELDS) || true
          }
          className={clsx(
            'fixed z-40 flex flex-col overflow-hidden bg-surface shadow-pop outline-none transition-[opacity,translate] duration-(--slow)',
            'desk:top-[calc(50%-var(--covered)/2)] desk:left-1/2 desk:max-h-[calc(100dvh-64px-var(--covered))] desk:w-[480px] desk:max-w-[calc(100vw-64px)] desk:-translate-1/2 desk:rounded-r5',
            'max-desk:inset-x-0 max-desk:bottom-(--covered) max-desk:max-h-[calc(92dvh-var(--covered))] max-desk:rounded-t-r5 max-desk:pr-[env(safe-area-inset-right)] max-desk:pl-[env(safe-area-inset-left)]',
            'data-[ending-style]:opacity-0 data-[starting-style]:opacity-0',
            className,
          )}
        >
          <header className="flex h-(--bar) shrink-0 items-center gap-3 border-b border-line pr-4 pl-6 max-desk:pl-4">
            <Base.Title className="flex-1 truncate text-16 font-semibold">{title}</Base.Title>
            <Base.Close
              render={
                <IconButton label={t('ui.close')}>
                  <X size={20} aria-hidden="true" />
                </IconButton>
              }
            />
          </header>
          <div
            ref={body}
            className={clsx(
              'scroll-thin flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain',
              !footer && 'max-desk:pb-[env(safe-area-inset-bottom)]',
            )}
          >
            {children}
          </div>
          {footer && (
            <footer className="flex min-h-16 shrink-0 items-center gap-3 border-t border-line px-6 py-3 max-desk:px-4 max-desk:pb-[max(12px,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
