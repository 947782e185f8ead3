import { clsx } from 'clsx'
import { useState } from 'react'
import { useT } from '../i18n/i18n.tsx'
import { useMe } from '../session/useSession.ts'
import { Kbd } from '../ui/Kbd.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { TabPanel, TabsRoot } from '../ui/Tabs.tsx'
import { Filters } from './Filters.tsx'
import { queueOf } from './inboxSearch.ts'
import { ListHeader } from './ListHeader.tsx'
import { QueueTabs } from './QueueTabs.tsx'
import { Rooms } from './Rooms.tsx'
import { SearchResults } from './SearchResults.tsx'
import { useInboxSearch } from './useInboxSearch.ts'
import { SEARCH, useListKeys } from './useListKeys.ts'

/** Where rooms are found: four queues, what narrows them, and a search over everything. */
export function RoomList({ className }: { className: string }) {
  const t = useT()
  const me = useMe()
  const { search, change } = useInboxSearch()
  const [q, setQ] = useState('')
  const queue = queueOf(search, me)
  useListKeys((next) => {
    setQ('')
    change({ queue: next })
  })
  return (
    <section
      aria-label={t('inbox.rooms')}
      className={clsx(
        'flex min-h-0 w-full shrink-0 flex-col overflow-hidden border-r border-line bg-surface',
        className,
      )}
    >
      <ListHeader />
      <div className="px-4 pb-1">
        <SearchField
          label={t('inbox.search')}
          placeholder={t('inbox.searchHint')}
          clearLabel={t('ui.clear')}
          value={q}
          onChange={setQ}
          onKeyDown={({ key, currentTarget }) => {
            if (key !== 'Escape') return
            if (q === '') currentTarget.blur()
            setQ('')
          }}
          end={<Kbd>/</Kbd>}
          inputProps={{ id: SEARCH }}
        />
      </div>
      {q.trim() !== '' ? (
        <SearchResults q={q.trim()} />
      ) : (
        <TabsRoot
          value={queue}
          onValueChange={(next) => change({ queue: next })}
          className="flex min-h-0 flex-1 flex-col"
        >
          <QueueTabs queue={queue} onChoose={(next) => change({ queue: next })} />
          <Filters search={search} onChange={change} />
          <TabPanel value={queue} tabIndex={-1} className="min-h-0 flex-1 outline-none">
            <Rooms search={search} onChange={change} />
          </TabPanel>
        </TabsRoot>
      )}
    </section>
  )
}
