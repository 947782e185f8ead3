import { answerOf } from '../../client/rest.ts'
import type { QuarantineEntry } from '../../protocol/quarantine.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Tag } from '../ui/Tag.tsx'
import { Listing } from './Listing.tsx'
import { More } from './More.tsx'
import { Section } from './Section.tsx'
import { usePages } from './usePages.ts'
import { useSave } from './useSave.ts'
import { useTime } from './useTime.ts'

const QUARANTINE = ['quarantine']

/** Deliveries of Meta with a part that could not be stored: none is lost, each can be taken in again. */
export function QuarantinePage() {
  const t = useT()
  const time = useTime()
  const pages = usePages<QuarantineEntry>(QUARANTINE, (cursor) =>
    answerOf(api.quarantine.$get({ query: { ...(cursor && { cursor }), limit: '50' } })),
  )
  const replay = useSave(QUARANTINE, (id: string) =>
    answerOf(api.quarantine[':id'].replay.$post({ param: { id } })),
  )
  return (
    <Section title={t('manage.quarantine')} text={t('manage.quarantineText')}>
      <Listing<QuarantineEntry>
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
      <More query={pages} />
    </Section>
  )
}
