import {
  cloneElement,
  lazy,
  type ReactElement,
  type ReactNode,
  useId,
  useRef,
  useState,
} from 'react'
import { arriving } from '../data/arriving.ts'
import type { Command } from '../keyboard/commands.ts'
import { useShortcut } from '../keyboard/useShortcut.ts'
import type { Align, Side } from './floating.ts'
import { Late } from './Late.tsx'

export type MenuEntry =
  | {
      kind: 'item'
      key: string
      label: ReactNode
      onSelect: () => void
      icon?: ReactNode
      end?: ReactNode
      danger?: boolean
      disabled?: boolean
    }
  /** One of several: the chosen one is ticked. */
  | { kind: 'choice'; key: string; label: ReactNode; chosen: boolean; onSelect: () => void }
  | { kind: 'words'; key: string; words: ReactNode }
  | { kind: 'line' }

// The page is there before its menus: what floats is loaded when it is reached for.
const load = () => arriving(() => import('./MenuPopup.tsx'))
const prepare = () => void load().catch(() => {})
const MenuPopup = lazy(() => load().then(({ MenuPopup }) => ({ default: MenuPopup })))

/** A list of things to do, opened by `trigger`, which is a button. */
export function Menu({
  trigger,
  entries,
  align = 'end',
  side = 'bottom',
  command,
}: {
  // biome-ignore lint/suspicious/noExplicitAny: any element that takes a button's properties
  trigger: ReactElement<any>
  entries: () => readonly MenuEntry[]
  align?: Align
  side?: Side
  /** Whose key opens it, too. */
  command?: Command | undefined
}) {
  const anchor = useRef<HTMLButtonElement>(null)
  const id = useId()
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  useShortcut(command, () => {
    if (!anchor.current?.checkVisibility()) return
    setWanted(true)
    setOpen(true)
  })
  return (
    <>
      {cloneElement(trigger, {
        ref: anchor,
        id,
        onClick: () => {
          setWanted(true)
          setOpen(!open)
        },
        onPointerEnter: prepare,
        onFocus: prepare,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
      })}
      {wanted && (
        <Late onLeft={() => setOpen(false)}>
          <MenuPopup
            open={open}
            onOpenChange={setOpen}
            anchor={anchor}
            labelledBy={id}
            align={align}
            side={side}
            entries={entries()}
          />
        </Late>
      )}
    </>
  )
}
