import type { StatsRange } from '../../protocol/stats.ts'
import { useT } from '../i18n/i18n.tsx'
import { Segments } from '../ui/Segments.tsx'

const RANGES: readonly StatsRange[] = ['today', '7d', '30d']

/** Selects the time range of the charts. */
export function RangeSwitch({
  value,
  onChange,
}: {
  value: StatsRange
  onChange: (range: StatsRange) => void
}) {
  const t = useT()
  return (
    <Segments
      label={t('stats.range')}
      value={value}
      onChange={onChange}
      options={RANGES.map((range) => ({ value: range, label: t(`stats.choose.${range}`) }))}
    />
  )
}
