import { Field as Base } from '@base-ui/react/field'
import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

export type TextAreaProps = ComponentProps<'textarea'> & {
  label: string
  error?: string | null | undefined
}

/** A multi-line input with a label. It grows with its content. */
export function TextArea({ label, error, className, ...rest }: TextAreaProps) {
  return (
    <Base.Root invalid={Boolean(error)} className={clsx('grid gap-1', className)}>
      <Base.Label className="text-13 font-medium">{label}</Base.Label>
      <Base.Control
        render={<textarea dir="auto" {...rest} />}
        className={clsx(
          'field-ring field-sizing-content min-h-20 rounded-r3 border bg-surface px-3 py-2 text-13 outline-none focus:border-accent focus:shadow-[0_0_0_1px_var(--accent)] thumb:text-16',
          error ? 'border-bad' : 'border-line-3',
        )}
      />
      {error && (
        <Base.Error match role="alert" className="text-12 text-bad">
          {error}
        </Base.Error>
      )}
    </Base.Root>
  )
}
