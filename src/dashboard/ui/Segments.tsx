import { clsx } from 'clsx'

/** A choice of a few options, all of them visible. */
export function Segments<T extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; label: string }[]
}) {
  return (
    <fieldset className="flex w-fit rounded-r3 border border-line bg-surface-2 p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={clsx(
            'h-7 rounded-r2 border px-3 text-13 font-medium thumb:h-11',
            option.value === value
              ? 'border-line-2 bg-surface'
              : 'border-transparent text-text-2 hover:text-text',
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}
