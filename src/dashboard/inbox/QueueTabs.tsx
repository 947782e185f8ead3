import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { QUEUES, type Queue } from './inboxSearch.ts'

export function QueueTabs({ queue, onChoose }: { queue: Queue; onChoose: (queue: Queue) => void }) {
  const t = useT()
  const counts = useInbox((state) => state.counts)
  const tabs = QUEUES.map((value) => ({
    value,
    label: t(`inbox.${value}`),
    count: counts?.[value],
  }))
  return <Tabs label={t('inbox.rooms')} value={queue} onChange={onChoose} tabs={tabs} />
}
