import type { LeadImport } from '../../protocol/lead.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'

const OUTCOMES = ['created', 'updated', 'unchanged', 'rejected'] as const

/** The result of an import: counts, and the rows that were rejected. */
export function ImportReport({ report, onClose }: { report: LeadImport; onClose: () => void }) {
  const t = useT()
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('leads.report')}
      footer={
        <>
          <span className="flex-1" />
          <Button variant="primary" onClick={onClose}>
            {t('ui.close')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4 p-6 max-desk:p-4">
        <dl className="grid grid-cols-4 gap-2">
          {OUTCOMES.map((outcome) => (
            <div key={outcome}>
              <dt className="text-12 text-text-3">{t(`leads.${outcome}`)}</dt>
              <dd
                className={`text-20 font-semibold tabular-nums ${
                  outcome === 'rejected' && report.rejected > 0 ? 'text-bad' : ''
                }`}
              >
                {report[outcome]}
              </dd>
            </div>
          ))}
        </dl>
        {report.rejected_rows.length > 0 && (
          <ol aria-label={t('leads.rejected')} className="grid gap-1 text-13">
            {report.rejected_rows.map(({ line, reason }) => (
              <li key={line} className="flex gap-3">
                <span className="shrink-0 text-text-3 tabular-nums">
                  {t('leads.line', { n: line })}
                </span>
                <span className="break-words">{reason}</span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </Dialog>
  )
}
