import { setPreferences, usePreferences } from '../data/preferences.ts'
import { useT } from '../i18n/i18n.tsx'
import { Switch } from '../ui/Switch.tsx'
import { SettingsRow, SettingsSection } from './SettingsSection.tsx'

/** Single-key shortcuts can be in the way, for example of dictation software. */
export function KeysSection() {
  const t = useT()
  const { keys } = usePreferences()
  return (
    <SettingsSection title={t('settings.keys')}>
      <SettingsRow label={t('settings.singleKeys')} hint={t('settings.singleKeys.hint')}>
        <Switch
          label={t('settings.singleKeys')}
          checked={keys}
          onChange={(on) => setPreferences({ keys: on })}
        />
      </SettingsRow>
    </SettingsSection>
  )
}
