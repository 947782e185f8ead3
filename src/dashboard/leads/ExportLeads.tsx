import Download from 'lucide-react/icons/download'
import { useState } from 'react'
import { RestError } from '../../client/rest.ts'
import { showErrorToast } from '../data/showErrorToast.ts'
import { useT } from '../i18n/i18n.tsx'
import { authFetch } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'

/** Downloads all leads as a CSV file. */
export function ExportLeads() {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      const answer = await authFetch('/leads/export')
      if (!answer.ok) throw new RestError(answer.status, (await answer.json()).error)
      const url = URL.createObjectURL(await answer.blob())
      const link = Object.assign(document.createElement('a'), { href: url, download: 'leads.csv' })
      link.click()
      URL.revokeObjectURL(url)
    } catch (error) {
      showErrorToast(error)
    }
    setBusy(false)
  }
  return (
    <Button
      busy={busy}
      icon={<Download size={16} aria-hidden="true" />}
      onClick={() => void save()}
    >
      {t('leads.export')}
    </Button>
  )
}
