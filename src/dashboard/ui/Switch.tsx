import { Switch as Base } from '@base-ui/react/switch'

/** An on/off switch that takes effect at once. */
export function Switch({
  label,
  checked,
  onChange,
  disabled,
}: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}) {
  return (
    <Base.Root
      aria-label={label}
      checked={checked}
      onCheckedChange={onChange}
      {...(disabled !== undefined && { disabled })}
      className="relative inline-block h-5 w-8 shrink-0 align-middle rounded-full bg-line-3 transition-colors thumb:before:absolute thumb:before:-inset-x-1.5 thumb:before:-inset-y-3 duration-(--base) data-[checked]:bg-accent data-[disabled]:opacity-45"
    >
      <Base.Thumb className="absolute top-0.5 left-0.5 size-4 rounded-full bg-white transition-transform duration-(--base) data-[checked]:translate-x-3" />
    </Base.Root>
  )
}
