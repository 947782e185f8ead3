import { clsx } from 'clsx'
import type { CustomerType } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'

const HUES: Record<CustomerType, string> = {
  customer: 'before:bg-h1',
  partner: 'before:bg-h2',
  vendor: 'before:bg-h3',
  srdp: 'before:bg-h4',
}

/** A customer type: its name with a small coloured mark. */
export function CustomerTypeLabel({
  type,
  className = 'text-11 text-text-2',
}: {
  type: CustomerType
  className?: string
}) {
  const t = useT()
  return (
    <span
      className={clsx(
        'inline-flex shrink-0 items-center gap-1 font-medium before:size-1.5 before:rounded-[2px]',
        HUES[type],
        className,
      )}
    >
      {t(`type.${type}`)}
    </span>
  )
}
