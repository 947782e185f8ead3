import { answerOf } from '../../client/rest.ts'
import type { AuditEntry } from '../../protocol/audit.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Listing } from './Listing.tsx'
import { More } from './More.tsx'
import { Section } from './Section.tsx'
import { usePages } from './usePages.ts'
import { useTime } from './useTime.ts'

/** Who did what, newest first. What was done to a room stands in that room. */
export function AuditPage() {
  const t = useT()
  const time = useTime()
  const pages = usePages<AuditEntry>(['audit'], (cursor) =>
    answerOf(api.audit.$get({ query: { ...(cursor && { cursor }), limit: '50' } })),
  )
  return (
    <Section title={t('manage.audit')} text={t('manage.auditText')}>
      <Listing<AuditEntry>
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
      <More query={pages} />
    </Section>
  )

  function inSentence(action: AuditEntry['action']): string {
    return t(`audit.${action}`)
  }
}
