import { setLanguage, useLanguage, useT } from '../i18n/i18n.tsx'
import { LANGUAGES } from '../shell/languages.ts'
import { setTheme, useThemeChoice } from '../shell/theme.ts'
import { Segments } from '../ui/Segments.tsx'
import { SettingsRow, SettingsSection } from './SettingsSection.tsx'

const THEMES = ['light', 'dark', 'system'] as const

/** Theme and language. */
export function LookSection() {
  const t = useT()
  return (
    <SettingsSection title={t('settings.look')}>
      <SettingsRow label={t('settings.theme')}>
        <Segments
          label={t('settings.theme')}
          value={useThemeChoice()}
          onChange={setTheme}
          options={THEMES.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
        />
      </SettingsRow>
      <SettingsRow label={t('settings.language')}>
        <Segments
          label={t('settings.language')}
          value={useLanguage()}
          onChange={(language) => void setLanguage(language)}
          options={LANGUAGES}
        />
      </SettingsRow>
    </SettingsSection>
  )
}
