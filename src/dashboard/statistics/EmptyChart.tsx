import { useT } from '../i18n/i18n.tsx'

export function EmptyChart() {
  const t = useT()
  return (
    <p className="grid h-64 place-content-center px-6 text-center text-13 text-text-3">
      {t('stats.nothingYet')}
    </p>
  )
}
