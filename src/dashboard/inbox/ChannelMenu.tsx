import ChevronDown from 'lucide-react/icons/chevron-down'
import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { phoneNumber } from '../i18n/values.ts'
import { Button } from '../ui/Button.tsx'
import { Menu } from '../ui/Menu.tsx'
import { channelsOf } from './channelsOf.ts'
import { useInboxSearch } from './useInboxSearch.ts'

/** Chooses which of our numbers the list shows. A single number is only named, unless the list is filtered by it. */
export function ChannelMenu() {
  const t = useT()
  const channels = useInbox(channelsOf)
  const { search, change } = useInboxSearch()
  const chosen = channels.find(({ id }) => id === search.channel)
  const nameOf = (number: string | null) => (number ? phoneNumber(number) : '—')
  // While the list is filtered by one number, the others may be unknown. The menu still leads back to all of them.
  if (channels.length === 0 && !search.channel) return null
  if (channels.length === 1 && !search.channel) {
    return (
      <span className="text-12 font-medium text-text-2 tabular-nums">
        {nameOf(channels[0]!.display_phone_number)}
      </span>
    )
  }
  const shown = search.channel
    ? nameOf(chosen?.display_phone_number ?? null)
    : t('inbox.everyNumber')
  return (
    <Menu
      trigger={
        <Button
          variant="ghost"
          size="sm"
          aria-label={t('inbox.number', { number: shown })}
          className="text-text-2 tabular-nums"
        >
          {shown}
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
      entries={() => [
        {
          kind: 'choice',
          key: 'all',
          label: t('inbox.everyNumber'),
          chosen: !search.channel,
          onSelect: () => change({ channel: undefined }),
        },
        ...channels.map((channel) => ({
          kind: 'choice' as const,
          key: channel.id,
          label: nameOf(channel.display_phone_number),
          chosen: channel === chosen,
          onSelect: () => change({ channel: channel.id }),
        })),
      ]}
    />
  )
}
