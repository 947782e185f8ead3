import { cloneElement, lazy, type ReactElement, type ReactNode, useRef, useState } from 'react'
import { loadModule } from '../data/loadModule.ts'
import type { Align, Side } from './floating.ts'
import { LazyBoundary } from './LazyBoundary.tsx'

const load = () => loadModule(() => import('./PopoverPopup.tsx'))
const prepareThis = () => void load().catch(() => {})
const PopoverPopup = lazy(() => load().then(({ PopoverPopup }) => ({ default: PopoverPopup })))

/** An interactive popup beside `trigger`, which is a button. */
export function Popover({
  trigger,
  label,
  children,
  onOpen,
  side = 'bottom',
  align = 'start',
  className,
}: {
  // biome-ignore lint/suspicious/noExplicitAny: any element that takes a button's props
  trigger: ReactElement<any>
  label: string
  children: (close: () => void) => ReactNode
  /** Called when it is likely to open, so that its content can be preloaded. */
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
        <LazyBoundary onCancel={() => setOpen(false)}>
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
        </LazyBoundary>
      )}
    </>
  )
}
