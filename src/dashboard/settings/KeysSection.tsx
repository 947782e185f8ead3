import { choose, useChoices } from '../data/choices.ts'
import { useT } from '../i18n/i18n.tsx'
import { Switch } from '../ui/Switch.tsx'
import { SettingsRow, SettingsSection } from './SettingsSection.tsx'

/** Single keys can be in the way, such as of who dictates. */
export function KeysSection() {
  const t = useT()
  const { keys } = useChoices()
  return (
    <SettingsSection title={t('settings.keys')}>
      <SettingsRow label={t('settings.singleKeys')} hint={t('settings.singleKeys.hint')}>
        <Switch
          label={t('settings.singleKeys')}
          checked={keys}
          onChange={(on) => choose({ keys: on })}
        />
      </SettingsRow>
    </SettingsSection>
  )
}
