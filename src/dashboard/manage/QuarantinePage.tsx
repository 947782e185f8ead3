import { answerOf } from '../../client/rest.ts'
import type { QuarantineEntry } from '../../protocol/quarantine.ts'
import { usePages } from '../data/usePages.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { LoadMoreButton } from '../ui/LoadMoreButton.tsx'
import { Tag } from '../ui/Tag.tsx'
import { PageLayout } from './PageLayout.tsx'
import { QueryTable } from './QueryTable.tsx'
import { useSave } from './useSave.ts'
import { useTimeFormat } from './useTimeFormat.ts'

const QUARANTINE = ['quarantine']

/** Webhook deliveries of which a part could not be stored. Nothing is lost: each can be replayed. */
export function QuarantinePage() {
  const t = useT()
  const time = useTimeFormat()
  const pages = usePages<QuarantineEntry>(QUARANTINE, (cursor) =>
    answerOf(api.quarantine.$get({ query: { ...(cursor && { cursor }), limit: '50' } })),
  )
  const replay = useSave(QUARANTINE, (id: string) =>
    answerOf(api.quarantine[':id'].replay.$post({ param: { id } })),
  )
  return (
    <PageLayout title={t('manage.quarantine')} text={t('manage.quarantineText')}>
      <QueryTable<QuarantineEntry>
        label={t('manage.quarantine')}
        query={pages}
        rows={pages.rows}
        keyOf={({ id }) => id}
        empty={t('manage.noQuarantine')}
        columns={[
          { name: t('manage.received'), className: 'w-48', cell: (one) => time(one.received_at) },
          {
            name: t('manage.why'),
            cell: (one) => <span className="break-words">{one.error}</span>,
          },
          { name: t('manage.tries'), className: 'w-20 tabular-nums', cell: (one) => one.attempts },
          {
            name: t('manage.state'),
            className: 'w-36',
            cell: (one) =>
              one.replayed_at ? (
                <Tag tone="ok">{t('manage.replayed')}</Tag>
              ) : (
                <Button
                  size="sm"
                  busy={replay.isPending && replay.variables === one.id}
                  onClick={() => replay.mutate(one.id)}
                >
                  {t('manage.replay')}
                </Button>
              ),
          },
        ]}
      />
      <LoadMoreButton query={pages} />
    </PageLayout>
  )
}
