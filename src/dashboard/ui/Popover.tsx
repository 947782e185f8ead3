import { cloneElement, lazy, type ReactElement, type ReactNode, useRef, useState } from 'react'
import { arriving } from '../data/arriving.ts'
import type { Align, Side } from './floating.ts'
import { Late } from './Late.tsx'

const load = () => arriving(() => import('./PopoverPopup.tsx'))
const prepareThis = () => void load().catch(() => {})
const PopoverPopup = lazy(() => load().then(({ PopoverPopup }) => ({ default: PopoverPopup })))

/** Something that floats beside its trigger, a button, and may be worked in. */
export function Popover({
  trigger,
  label,
  children,
  onOpen,
  side = 'bottom',
  align = 'start',
  className,
}: {
  // biome-ignore lint/suspicious/noExplicitAny: any element that takes a button's properties
  trigger: ReactElement<any>
  label: string
  children: (close: () => void) => ReactNode
  /** When it is about to open: time to load what is in it. */
  onOpen?: () => void
  side?: Side
  align?: Align
  className?: string
}) {
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const prepare = () => {
    prepareThis()
    onOpen?.()
  }
  return (
    <>
      {cloneElement(trigger, {
        ref: anchor,
        onClick: () => {
          prepare()
          setWanted(true)
          setOpen(!open)
        },
        onPointerEnter: prepare,
        onFocus: prepareThis,
        'aria-haspopup': 'dialog',
        'aria-expanded': open,
      })}
      {wanted && (
        <Late onLeft={() => setOpen(false)}>
          <PopoverPopup
            open={open}
            onOpenChange={setOpen}
            anchor={anchor}
            label={label}
            align={align}
            side={side}
            className={className}
          >
            {open && children(() => setOpen(false))}
          </PopoverPopup>
        </Late>
      )}
    </>
  )
}
