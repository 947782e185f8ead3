import { useQueryClient } from '@tanstack/react-query'
import Upload from 'lucide-react/icons/upload'
import { useRef, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { LeadImport } from '../../protocol/lead.ts'
import { showErrorToast } from '../data/showErrorToast.ts'
import { useT } from '../i18n/i18n.tsx'
import { authFetch } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { ImportReport } from './ImportReport.tsx'
import { LEADS } from './LeadsPage.tsx'

type Answer = { status: number; json: () => Promise<{ success: true; data: LeadImport }> }

/** Imports leads from a CSV file, and shows the result of each row. */
export function ImportLeads() {
  const t = useT()
  const queries = useQueryClient()
  const file = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [report, setReport] = useState<LeadImport | null>(null)
  const take = async (chosen: File) => {
    setBusy(true)
    try {
      const asked = authFetch('/leads/import', {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: chosen,
      })
      setReport((await answerOf(asked as Promise<Answer>)).data)
      await queries.invalidateQueries({ queryKey: [LEADS] })
    } catch (error) {
      showErrorToast(error)
    }
    setBusy(false)
  }
  return (
    <>
      <input
        ref={file}
        type="file"
        hidden
        accept=".csv,text/csv"
        aria-label={t('leads.file')}
        onChange={(event) => {
          const [chosen] = event.target.files ?? []
          event.target.value = ''
          if (chosen) void take(chosen)
        }}
      />
      <Button
        variant="primary"
        busy={busy}
        icon={<Upload size={16} aria-hidden="true" />}
        onClick={() => file.current?.click()}
      >
        {t('leads.import')}
      </Button>
      {report && <ImportReport report={report} onClose={() => setReport(null)} />}
    </>
  )
}
