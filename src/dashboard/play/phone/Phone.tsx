import ChevronLeft from 'lucide-react/icons/chevron-left'
import { useEffect, useState } from 'react'
import type { ChatMessage, Customer } from '../../../protocol/simulator.ts'
import { useNow } from '../../data/useNow.ts'
import { clock } from '../../i18n/time.ts'
import { Button } from '../../ui/Button.tsx'
import { initialsOf } from '../../ui/initials.ts'
import { tip } from '../../ui/Tooltip.tsx'
import { simulator } from '../data/api.ts'
import { attempt, useSimulator, useSimulatorContext } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'
import { customerName } from './customerName.ts'
import { PhoneChat } from './PhoneChat.tsx'
import { PhoneComposer } from './PhoneComposer.tsx'

/** What the composer's text is for: a reply to a message, or an edit of it. */
export type About = { kind: 'reply' | 'edit'; message: ChatMessage }

/** A customer's phone with their chat with us. */
export function Phone({ customer }: { customer: Customer }) {
  const text = useText()
  const now = useNow()
  const { store } = useSimulatorContext()
  const phone = useSimulator((state) => state.phones[customer.id])
  const [about, setAbout] = useState<About | null>(null)
  useEffect(() => void store.loadChat(customer.id), [store, customer.id])
  const business = phone?.business ?? '…'
  const typing = phone?.typingUntil != null && Date.parse(phone.typingUntil) > now
  const unread = phone?.messages.some(
    ({ from, status }) => from === 'business' && status === 'delivered',
  )
  return (
    <section
      aria-label={text('phone')}
      className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-[36px] border-[9px] border-[#1b1a21] bg-surface shadow-[0_0_0_1px_var(--line-3)] max-wide:h-[720px] max-wide:flex-none"
    >
      <div className="flex h-9 shrink-0 items-end px-6 text-12">
        <b className="flex-1 font-semibold tabular-nums">{clock(now)}</b>
        <span className="text-11 text-text-3">{text('phone')}</span>
      </div>
      <header className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-2">
        <ChevronLeft size={20} aria-hidden="true" className="shrink-0 text-text-2" />
        <span
          aria-hidden="true"
          className="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-12 font-semibold text-on-accent"
        >
          {initialsOf(business)}
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-13 font-semibold">{business}</h2>
          <p className="text-11 text-text-3">{typing ? text('typing') : text('online')}</p>
        </div>
        {unread && (
          <Button
            size="sm"
            variant="soft"
            {...tip(text('markReadHint'))}
            onClick={() => void attempt(() => simulator.read(customer.id))}
          >
            {text('markRead')}
          </Button>
        )}
      </header>
      <PhoneChat
        customer={customer}
        business={business}
        messages={phone?.messages ?? []}
        onAbout={setAbout}
      />
      <PhoneComposer
        key={customer.id}
        customer={customer}
        name={customerName(customer).split(' ')[0]!}
        about={about}
        onAbout={setAbout}
      />
    </section>
  )
}
