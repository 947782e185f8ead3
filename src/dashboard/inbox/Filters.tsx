import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { Chip } from '../ui/Chip.tsx'
import { CustomerTypeLabel } from './CustomerTypeLabel.tsx'
import { CUSTOMER_TYPES, type InboxSearch } from './inboxSearch.ts'

/** Filters within a queue: one tag, one colleague's rooms, unread only, one customer type. */
export function Filters({
  search,
  onChange,
}: {
  search: InboxSearch
  onChange: (next: Partial<Record<keyof InboxSearch, unknown>>) => void
}) {
  const t = useT()
  const users = useInbox((state) => state.users)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways in every browser
    <div
      role="group"
      aria-label={t('inbox.filters')}
      className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-4 py-2 [scrollbar-width:none] low:flex-1 low:py-0"
    >
      {search.tag && (
        <Chip on onToggle={() => onChange({ tag: undefined })}>
          {t('inbox.tag', { tag: search.tag })}
        </Chip>
      )}
      {search.agent && (
        <Chip on onToggle={() => onChange({ agent: undefined })}>
          {t('inbox.agent', { name: users[search.agent]?.name ?? t('row.someone') })}
        </Chip>
      )}
      <Chip
        on={search.unread === true}
        onToggle={() => onChange({ unread: search.unread ? undefined : true })}
      >
        {t('inbox.unreadOnly')}
      </Chip>
      {CUSTOMER_TYPES.map((type) => (
        <Chip
          key={type}
          on={search.type === type}
          onToggle={() => onChange({ type: search.type === type ? undefined : type })}
        >
          <CustomerTypeLabel type={type} className="text-12 text-inherit" />
        </Chip>
      ))}
    </div>
  )
}
