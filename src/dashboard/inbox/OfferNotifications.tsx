import Bell from 'lucide-react/icons/bell'
import { askPermission, usePermission } from '../alerts/permission.ts'
import { useChoices } from '../data/choices.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'

/** Asks by a click, as long as the user has said neither yes nor no. */
export function OfferNotifications() {
  const t = useT()
  const { notification } = useChoices()
  if (usePermission() !== 'default' || !notification) return null
  return (
    <Button icon={<Bell size={16} aria-hidden="true" />} onClick={() => void askPermission()}>
      {t('inbox.notify')}
    </Button>
  )
}
