import { FieldBox } from '../ui/Field.tsx'

/** One of a few, from a list that every device knows how to show. */
export function Choice<T extends string>({
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
          className="min-w-0 flex-1 bg-transparent outline-none [&>option]:bg-surface"
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
