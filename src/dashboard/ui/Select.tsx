import { FieldBox } from './Field.tsx'

/** A native select, which every device can display well. */
export function Select<T extends string>({
  label,
  value,
  onChange,
  options,
  hideLabel,
  disabled,
}: {
  label: string
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; label: string }[]
  hideLabel?: boolean
  disabled?: boolean
}) {
  return (
    <label className="grid gap-1">
      <span className={hideLabel ? 'sr-only' : 'text-13 font-medium'}>{label}</span>
      <FieldBox className="px-2">
        <select
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value as T)}
          className="min-w-0 flex-1 self-stretch bg-transparent outline-none [&>option]:bg-surface"
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </FieldBox>
    </label>
  )
}
