import { useT } from '../i18n/i18n.tsx'
import { Chip } from '../ui/Chip.tsx'
import { CustomerTypeLabel } from './CustomerTypeLabel.tsx'
import { CUSTOMER_TYPES, type InboxSearch } from './inboxSearch.ts'

/** Filters within a queue: one customer type, unread only, one tag. */
export function Filters({
  search,
  onChange,
}: {
  search: InboxSearch
  onChange: (next: Partial<Record<keyof InboxSearch, unknown>>) => void
}) {
  const t = useT()
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
      {CUSTOMER_TYPES.map((type) => (
        <Chip
          key={type}
          on={search.type === type}
          onToggle={() => onChange({ type: search.type === type ? undefined : type })}
        >
          <CustomerTypeLabel type={type} className="text-12 text-inherit" />
        </Chip>
      ))}
      <Chip
        on={search.unread === true}
        onToggle={() => onChange({ unread: search.unread ? undefined : true })}
      >
        {t('inbox.unreadOnly')}
      </Chip>
    </div>
  )
}
