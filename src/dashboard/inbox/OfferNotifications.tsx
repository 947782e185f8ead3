import Bell from 'lucide-react/icons/bell'
import { askPermission, usePermission } from '../alerts/permission.ts'
import { usePreferences } from '../data/preferences.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'

/**
 * Offers to turn on notifications, until the browser's permission is granted or denied. Browsers want a click first.
 */
export function OfferNotifications() {
  const t = useT()
  const { notification } = usePreferences()
  if (usePermission() !== 'default' || !notification) return null
  return (
    <Button icon={<Bell size={16} aria-hidden="true" />} onClick={() => void askPermission()}>
      {t('inbox.notify')}
    </Button>
  )
}
