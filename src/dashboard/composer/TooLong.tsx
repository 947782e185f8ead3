import { useT } from '../i18n/i18n.tsx'

/**
 * Says that the text is too long. The count is hidden from screen readers, which would announce it at every keystroke.
 */
export function TooLong({ length, most }: { length: number; most: number }) {
  const t = useT()
  return (
    <p className="flex gap-3 px-3 pt-2 text-12 text-bad">
      <span role="alert" className="flex-1">
        {t('composer.tooLong', { most })}
      </span>
      <span aria-hidden="true" className="tabular-nums">
        {length} / {most}
      </span>
    </p>
  )
}
