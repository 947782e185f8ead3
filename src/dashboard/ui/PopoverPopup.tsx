import { Popover as Base } from '@base-ui/react/popover'
import { clsx } from 'clsx'
import { type ReactNode, type RefObject, useRef } from 'react'
import { type Align, focusAfter, type Side } from './floating.ts'
import { useCloseOnBack } from './useCloseOnBack.ts'
import { hasScreenKeyboard } from './useNarrow.ts'

/** The popup itself, loaded lazily by Popover. */
export function PopoverPopup({
  open,
  onOpenChange,
  anchor,
  label,
  align,
  side,
  className,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  anchor: RefObject<HTMLElement | null>
  label: string
  align: Align
  side: Side
  className: string | undefined
  children: ReactNode
}) {
  const popup = useRef<HTMLDivElement>(null)
  useCloseOnBack(open, () => onOpenChange(false))
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, { reason, event }) => {
        // The trigger's click handler closes it. If it was closed here already, that click would open it again.
        if (reason === 'outside-press' && anchor.current?.contains(event.target as Node)) return
        onOpenChange(next)
      }}
    >
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={6} side={side} align={align} className="z-50">
          <Base.Popup
            ref={popup}
            aria-label={label}
            // A field in it would bring the keyboard over it.
            initialFocus={() => (hasScreenKeyboard() ? popup.current : true)}
            finalFocus={() => focusAfter(popup.current, anchor.current)}
            className={clsx(
              'max-w-[calc(100vw-16px)] rounded-r4 border border-line-2 bg-surface shadow-pop outline-none transition-opacity duration-(--base) data-[ending-style]:opacity-0 data-[starting-style]:opacity-0',
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
