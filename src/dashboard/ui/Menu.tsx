import {
  cloneElement,
  lazy,
  type ReactElement,
  type ReactNode,
  useId,
  useRef,
  useState,
} from 'react'
import { loadModule } from '../data/loadModule.ts'
import type { Command } from '../keyboard/commands.ts'
import { useShortcut } from '../keyboard/useShortcut.ts'
import type { Align, Side } from './floating.ts'
import { LazyBoundary } from './LazyBoundary.tsx'

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
      /** It leads to the page that is shown already. */
      current?: boolean
    }
  /** One of several options; the chosen one has a tick. */
  | { kind: 'choice'; key: string; label: ReactNode; chosen: boolean; onSelect: () => void }
  | { kind: 'text'; key: string; text: ReactNode }
  | { kind: 'separator' }

// Popups are loaded on first hover or focus, so that the page itself loads faster.
const load = () => loadModule(() => import('./MenuPopup.tsx'))
const prepare = () => void load().catch(() => {})
const MenuPopup = lazy(() => load().then(({ MenuPopup }) => ({ default: MenuPopup })))

/** A menu of actions, opened by `trigger`, which is a button. */
export function Menu({
  trigger,
  entries,
  align = 'end',
  side = 'bottom',
  command,
}: {
  // biome-ignore lint/suspicious/noExplicitAny: any element that takes a button's props
  trigger: ReactElement<any>
  entries: () => readonly MenuEntry[]
  align?: Align
  side?: Side
  /** A command whose shortcut opens the menu too. */
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
        <LazyBoundary onCancel={() => setOpen(false)}>
          <MenuPopup
            open={open}
            onOpenChange={setOpen}
            anchor={anchor}
            labelledBy={id}
            align={align}
            side={side}
            entries={entries()}
          />
        </LazyBoundary>
      )}
    </>
  )
}
