import { type ReactNode, useId } from 'react'

/** A group of settings. */
export function SettingsSection({
  title,
  text,
  children,
}: {
  title: string
  text?: string
  children: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rounded-r4 border border-line bg-surface">
      <header className="border-b border-line px-5 py-3">
        <h2 id={id} className="text-16 font-semibold">
          {title}
        </h2>
        {text && <p className="text-13 text-text-2">{text}</p>}
      </header>
      <div className="grid grid-cols-1 gap-4 p-5">{children}</div>
    </section>
  )
}

/** One setting: its label on the left, its control on the right. */
export function SettingsRow({
  label,
  hint,
  children,
}: {
  label: string
  hint?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 thumb:min-h-11">
      <div className="min-w-min flex-1 text-13">
        <span className="font-medium">{label}</span>
        {hint && <span className="block text-12 text-text-3">{hint}</span>}
      </div>
      {children}
    </div>
  )
}
