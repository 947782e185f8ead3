import { Menu as Base } from '@base-ui/react/menu'
import { clsx } from 'clsx'
import Check from 'lucide-react/icons/check'
import { type RefObject, useRef } from 'react'
import { type Align, focusAfter, type Side } from './floating.ts'
import type { MenuEntry } from './Menu.tsx'
import { useCloseOnBack } from './useCloseOnBack.ts'

const ROW =
  'flex h-9 cursor-pointer items-center gap-3 rounded-r3 px-3 text-13 outline-none select-none data-[disabled]:opacity-45 data-[highlighted]:bg-surface-2 thumb:h-11'

/** The menu itself, loaded lazily by Menu. */
export function MenuPopup({
  open,
  onOpenChange,
  anchor,
  labelledBy,
  align,
  side,
  entries,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  anchor: RefObject<HTMLElement | null>
  labelledBy: string
  align: Align
  side: Side
  entries: readonly MenuEntry[]
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
        <Base.Positioner
          anchor={anchor}
          sideOffset={4}
          align={align}
          side={side}
          className="z-50 outline-none"
        >
          <Base.Popup
            ref={popup}
            aria-labelledby={labelledBy}
            finalFocus={() => focusAfter(popup.current, anchor.current)}
            className="scroll-thin max-h-(--available-height) min-w-48 overflow-y-auto rounded-r4 border border-line-2 bg-surface p-1 shadow-pop outline-none transition-opacity duration-(--base) data-[ending-style]:opacity-0 data-[starting-style]:opacity-0"
          >
            {entries.map((entry, i) => (
              <Entry key={'key' in entry ? entry.key : i} entry={entry} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'separator') return <Base.Separator className="my-1 h-px bg-line" />
  if (entry.kind === 'text') return <div className="px-3 py-2">{entry.text}</div>
  if (entry.kind === 'choice') {
    return (
      <Base.CheckboxItem
        checked={entry.chosen}
        closeOnClick
        onCheckedChange={entry.onSelect}
        className={ROW}
      >
        <span className="min-w-0 flex-1 truncate">{entry.label}</span>
        <span className="size-4">
          <Base.CheckboxItemIndicator>
            <Check size={16} aria-hidden="true" className="text-accent-text" />
          </Base.CheckboxItemIndicator>
        </span>
      </Base.CheckboxItem>
    )
  }
  return (
    <Base.Item
      onClick={entry.onSelect}
      disabled={entry.disabled ?? false}
      aria-current={entry.current ? 'page' : undefined}
      className={clsx(ROW, entry.danger && 'text-bad', entry.current && 'text-accent-text')}
    >
      {entry.icon}
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      {entry.end}
    </Base.Item>
  )
}
