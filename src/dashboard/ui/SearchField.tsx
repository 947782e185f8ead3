import { clsx } from 'clsx'
import Search from 'lucide-react/icons/search'
import X from 'lucide-react/icons/x'
import type { ComponentProps, KeyboardEvent, ReactNode } from 'react'

/** A search input. Results follow while the user types. */
export function SearchField({
  label,
  value,
  onChange,
  placeholder,
  clearLabel,
  end,
  inputProps,
  onKeyDown,
  className,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder?: string
  clearLabel: string
  /** Shown while the field is empty. */
  end?: ReactNode
  inputProps?: ComponentProps<'input'> & Record<`data-${string}`, string>
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
  className?: string
}) {
  return (
    <div
      className={clsx(
        'field-ring flex h-9 items-center gap-2 rounded-r3 border border-transparent bg-surface-2 pl-3 pr-2 text-13 text-text-3 focus-within:bg-surface thumb:h-11',
        className,
      )}
    >
      <Search size={16} aria-hidden="true" className="shrink-0" />
      <input
        {...inputProps}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className="min-w-0 flex-1 self-stretch bg-transparent p-0 text-text outline-none thumb:text-16"
      />
      {value === '' ? (
        end
      ) : (
        <button
          type="button"
          aria-label={clearLabel}
          onClick={() => onChange('')}
          className="grid size-6 place-items-center rounded-r2 hover:bg-surface-2 hover:text-text thumb:-mr-2 thumb:size-11"
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </div>
  )
}
