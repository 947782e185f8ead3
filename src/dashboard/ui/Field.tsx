import { Field as Base } from '@base-ui/react/field'
import { clsx } from 'clsx'
import CircleAlert from 'lucide-react/icons/circle-alert'
import type { ComponentProps, ReactNode } from 'react'

export type FieldProps = Omit<ComponentProps<'input'>, 'size'> & {
  label: string
  /** What is wrong, in words. Announced by screen readers when it appears. */
  error?: string | null | undefined
  hint?: ReactNode
  /** Shown beside the label, such as a link. */
  aside?: ReactNode
  /** Shown inside the field, after the text. */
  end?: ReactNode
  size?: 'md' | 'lg'
}

/** A text input with a label. */
export function Field({
  label,
  error,
  hint,
  aside,
  end,
  size = 'md',
  className,
  ...input
}: FieldProps) {
  return (
    <Base.Root invalid={Boolean(error)} className={clsx('grid gap-1', className)}>
      <div className="flex items-center justify-between gap-2">
        <Base.Label className="text-13 font-medium">{label}</Base.Label>
        {aside}
      </div>
      <FieldBox size={size} bad={Boolean(error)}>
        <Base.Control
          {...(input as object)}
          className="min-w-0 flex-1 self-stretch bg-transparent p-0 outline-none"
        />
        {end}
      </FieldBox>
      {error ? (
        <Base.Error match role="alert" className="flex items-center gap-1 text-12 text-bad">
          <CircleAlert size={14} aria-hidden="true" className="shrink-0" />
          {error}
        </Base.Error>
      ) : (
        hint && <Base.Description className="text-12 text-text-3">{hint}</Base.Description>
      )}
    </Base.Root>
  )
}

/** The border around an input. It also shows the focus. */
export function FieldBox({
  size = 'md',
  bad,
  className,
  children,
}: {
  size?: 'md' | 'lg'
  bad?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    <div
      className={clsx(
        'field-ring flex items-center gap-2 rounded-r3 border bg-surface px-3',
        size === 'lg' ? 'h-10 text-14' : 'h-9 text-13',
        'thumb:h-11 thumb:text-16',
        bad ? 'border-bad shadow-[0_0_0_1px_var(--bad)]' : 'border-line-3',
        className,
      )}
    >
      {children}
    </div>
  )
}
