import { askPermission, usePermission } from '../alerts/permission.ts'
import { play } from '../alerts/tones.ts'
import { setPreferences, usePreferences } from '../data/preferences.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { Switch } from '../ui/Switch.tsx'
import { SettingsRow, SettingsSection } from './SettingsSection.tsx'

const KINDS = ['new_room', 'new_message', 'assigned'] as const

/** Which events alert the user, and how. */
export function AlertsSection() {
  const t = useT()
  const chosen = usePreferences()
  const permission = usePermission()
  const allowed = permission === 'granted'
  const notify = async (on: boolean) => {
    setPreferences({ notification: on })
    // Browsers want a click before they ask for permission.
    if (on) await askPermission()
  }
  const hint =
    permission === 'denied'
      ? t('settings.notification.denied')
      : permission === 'missing'
        ? t('settings.notification.missing')
        : t('settings.notification.hint')
  return (
    <SettingsSection title={t('settings.alerts')} text={t('settings.alertsText')}>
      {KINDS.map((kind) => (
        <SettingsRow
          key={kind}
          label={t(`settings.${kind}`)}
          hint={kind === 'new_message' && t('settings.new_message.hint')}
        >
          <Switch
            label={t(`settings.${kind}`)}
            checked={chosen[kind]}
            onChange={(on) => setPreferences({ [kind]: on })}
          />
        </SettingsRow>
      ))}
      <hr className="border-line" />
      <SettingsRow label={t('settings.notification')} hint={hint}>
        <Switch
          label={t('settings.notification')}
          checked={chosen.notification && allowed}
          disabled={permission === 'denied' || permission === 'missing'}
          onChange={(on) => void notify(on)}
        />
      </SettingsRow>
      <SettingsRow label={t('settings.sound')} hint={t('settings.sound.hint')}>
        <Button size="sm" variant="ghost" onClick={() => play('new_room')}>
          {t('settings.sound.try')}
        </Button>
        <Switch
          label={t('settings.sound')}
          checked={chosen.sound}
          onChange={(sound) => setPreferences({ sound })}
        />
      </SettingsRow>
    </SettingsSection>
  )
}
