import Moon from 'lucide-react/icons/moon'
import Sun from 'lucide-react/icons/sun'
import { useT } from '../i18n/i18n.tsx'
import { tip } from '../ui/Tooltip.tsx'
import { toggleTheme, useTheme } from './theme.ts'

export function ThemeButton() {
  const t = useT()
  const dark = useTheme() === 'dark'
  const label = dark ? t('shell.light') : t('shell.dark')
  const Icon = dark ? Sun : Moon
  return (
    <button
      type="button"
      {...tip(label)}
      aria-label={label}
      onClick={toggleTheme}
      className="grid size-10 place-items-center rounded-r3 text-text-2 thumb:size-11 transition-colors hover:bg-surface-3"
    >
      <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
