import ChevronDown from 'lucide-react/icons/chevron-down'
import type { ChatMessage, Customer } from '../../../protocol/simulator.ts'
import { Popover } from '../../ui/Popover.tsx'
import { simulator } from '../data/api.ts'
import { attempt } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'
import type { About } from './Phone.tsx'

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

/** What a customer can do with a message: react, reply, and edit or delete their own. */
export function PhoneActions({
  customer,
  message,
  onAbout,
}: {
  customer: Customer
  message: ChatMessage
  onAbout: (about: About) => void
}) {
  const text = useText()
  const mine = message.from === 'customer'
  const react = (emoji: string) => {
    const taken = message.reactions.customer === emoji
    const reaction = { message_id: message.id, emoji: taken ? '' : emoji }
    return attempt(() => simulator.sendMessage(customer.id, { type: 'reaction', reaction }))
  }
  const actions = [
    { label: text('reply'), act: () => onAbout({ kind: 'reply', message }) },
    mine &&
      message.type === 'text' && {
        label: text('edit'),
        act: () => onAbout({ kind: 'edit', message }),
      },
    mine && {
      label: text('revoke'),
      act: () =>
        attempt(() =>
          simulator.sendMessage(customer.id, { type: 'revoke', message_id: message.id }),
        ),
    },
    !mine &&
      message.type === 'audio' && {
        label: text('listen'),
        act: () => attempt(() => simulator.played(customer.id, message.id)),
      },
  ].filter((deed) => deed !== false)
  return (
    <Popover
      label={text('actions')}
      trigger={
        <button
          type="button"
          aria-label={text('actions')}
          className="grid size-6 place-items-center rounded-full text-text-3 thumb:size-11 opacity-0 group-hover:opacity-100 hover:bg-surface-2 focus-visible:opacity-100 aria-expanded:opacity-100 thumb:opacity-100"
        >
          <ChevronDown size={16} aria-hidden="true" />
        </button>
      }
    >
      {(close) => (
        <div className="p-1">
          <div className="flex">
            {EMOJI.map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={emoji}
                aria-pressed={message.reactions.customer === emoji}
                onClick={() => {
                  close()
                  void react(emoji)
                }}
                className="grid size-9 place-items-center rounded-r3 text-20 hover:bg-surface-2 aria-pressed:bg-accent-soft thumb:size-11"
              >
                {emoji}
              </button>
            ))}
          </div>
          {actions.map(({ label, act }) => (
            <button
              key={label}
              type="button"
              onClick={() => {
                close()
                void act()
              }}
              className="block h-8 w-full rounded-r2 px-2 text-left text-13 hover:bg-surface-2 thumb:h-11"
            >
              {label}
            </button>
          ))}
        </div>
      )}
    </Popover>
  )
}
