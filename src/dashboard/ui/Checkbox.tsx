import { Checkbox as Base } from '@base-ui/react/checkbox'
import Check from 'lucide-react/icons/check'
import type { ReactNode } from 'react'

export function Checkbox({
  checked,
  onChange,
  children,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base UI's control is inside it
    <label className="flex w-fit cursor-pointer items-center gap-2 text-13 text-text-2 thumb:min-h-11">
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        className="grid size-[18px] shrink-0 place-items-center rounded-r1 border border-line-3 bg-surface data-[checked]:border-accent data-[checked]:bg-accent"
      >
        <Base.Indicator className="text-on-accent">
          <Check size={14} strokeWidth={2.5} aria-hidden="true" />
        </Base.Indicator>
      </Base.Root>
      {children}
    </label>
  )
}
