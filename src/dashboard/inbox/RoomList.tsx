import { clsx } from 'clsx'
import { useT } from '../i18n/i18n.tsx'
import { useMe } from '../session/useSession.ts'
import { Kbd } from '../ui/Kbd.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { TabPanel, TabsRoot } from '../ui/Tabs.tsx'
import { Filters } from './Filters.tsx'
import { isEverybodys, type Queue, queueOf } from './inboxSearch.ts'
import { ListHeader } from './ListHeader.tsx'
import { QueueTabs } from './QueueTabs.tsx'
import { Rooms } from './Rooms.tsx'
import { SearchResults } from './SearchResults.tsx'
import { useInboxSearch } from './useInboxSearch.ts'
import { SEARCH, useListKeys } from './useListKeys.ts'

/** The server's limit for a message search. */
const LONGEST_SEARCH = 200

/** The list of rooms: four queues, their filters, and a search over everything. */
export function RoomList({
  q,
  onSearch,
  className,
}: {
  /** What is being searched for; empty while the list is shown. */
  q: string
  onSearch: (q: string) => void
  className: string
}) {
  const t = useT()
  const me = useMe()
  const { search, change } = useInboxSearch()
  const queue = queueOf(search, me)
  const choose = (next: Queue) =>
    change({ queue: next, ...(isEverybodys(next) ? {} : { agent: undefined }) })
  useListKeys((next) => {
    onSearch('')
    choose(next)
  })
  return (
    <section
      aria-label={t('inbox.rooms')}
      className={clsx(
        'flex min-h-0 w-full shrink-0 flex-col overflow-hidden border-r border-line bg-surface',
        className,
      )}
    >
      <div className="shrink-0 low:flex low:items-center">
        <ListHeader />
        <div className="px-4 pb-1 low:flex-1 low:pb-0">
          <SearchField
            label={t('inbox.search')}
            placeholder={t('inbox.searchHint')}
            clearLabel={t('ui.clear')}
            value={q}
            onChange={onSearch}
            onKeyDown={({ key, currentTarget }) => {
              if (key !== 'Escape') return
              if (q === '') currentTarget.blur()
              onSearch('')
            }}
            end={
              <span className="thumb:hidden">
                <Kbd>/</Kbd>
              </span>
            }
            inputProps={{ id: SEARCH, maxLength: LONGEST_SEARCH }}
          />
        </div>
      </div>
      {q.trim() !== '' ? (
        <SearchResults q={q.trim()} />
      ) : (
        <TabsRoot
          value={queue}
          onValueChange={(next) => choose(next as Queue)}
          className="flex min-h-0 flex-1 flex-col"
        >
          <div className="shrink-0 low:flex">
            <QueueTabs queue={queue} onChoose={choose} />
            <Filters search={search} onChange={change} />
          </div>
          <TabPanel value={queue} tabIndex={-1} className="min-h-0 flex-1 outline-none">
            <Rooms search={search} onChange={change} />
          </TabPanel>
        </TabsRoot>
      )}
    </section>
  )
}
