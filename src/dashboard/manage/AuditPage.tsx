import { answerOf } from '../../client/rest.ts'
import type { AuditEntry } from '../../protocol/audit.ts'
import { usePages } from '../data/usePages.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { LoadMoreButton } from '../ui/LoadMoreButton.tsx'
import { PageLayout } from './PageLayout.tsx'
import { QueryTable } from './QueryTable.tsx'
import { useTimeFormat } from './useTimeFormat.ts'

/** The audit log, newest first. Changes to a room are in that room's own history. */
export function AuditPage() {
  const t = useT()
  const time = useTimeFormat()
  const pages = usePages<AuditEntry>(['audit'], (cursor) =>
    answerOf(api.audit.$get({ query: { ...(cursor && { cursor }), limit: '50' } })),
  )
  return (
    <PageLayout title={t('manage.audit')} text={t('manage.auditText')}>
      <QueryTable<AuditEntry>
        label={t('manage.audit')}
        query={pages}
        rows={pages.rows}
        keyOf={({ id }) => id}
        empty={t('manage.noAudit')}
        columns={[
          { name: t('manage.when'), className: 'w-48', cell: ({ at }) => time(at) },
          {
            name: t('manage.who'),
            className: 'w-40',
            cell: (one) => one.actor_name ?? t('manage.nobody'),
          },
          { name: t('manage.what'), cell: (one) => inSentence(one.action) },
          {
            name: t('manage.from'),
            className: 'w-36 text-text-3',
            cell: ({ address }) => address ?? '–',
          },
        ]}
      />
      <LoadMoreButton query={pages} />
    </PageLayout>
  )

  function inSentence(action: AuditEntry['action']): string {
    return t(`audit.${action}`)
  }
}
