import { useQuery } from '@tanstack/react-query'
import { answerOf } from '../../client/rest.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { ChannelCard } from './ChannelCard.tsx'
import { PageLayout } from './PageLayout.tsx'
import { QueryTable } from './QueryTable.tsx'

export const CHANNELS = ['channels']

/** Our business numbers: their settings, and whether Meta accepts their messages. */
export function ChannelsPage() {
  const t = useT()
  const channels = useQuery({
    queryKey: CHANNELS,
    queryFn: async () => (await answerOf(api.channels.$get())).data,
    refetchInterval: 30_000,
  })
  const list = channels.data
  return (
    <PageLayout title={t('manage.channels')} text={t('manage.channelsText')}>
      {list && list.length > 0 ? (
        list.map((one) => <ChannelCard key={one.id} channel={one} />)
      ) : (
        <QueryTable
          label={t('manage.channels')}
          query={channels}
          rows={list}
          keyOf={({ id }) => id}
          columns={[]}
          empty={t('manage.noChannels')}
        />
      )}
    </PageLayout>
  )
}
