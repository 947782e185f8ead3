import { useLayoutEffect, useRef } from 'react'
import type { ChatMessage, Customer } from '../../../protocol/simulator.ts'
import { useNow } from '../../data/useNow.ts'
import { dayName, dayOf } from '../../i18n/time.ts'
import { useText } from '../text.ts'
import { customerName } from './customerName.ts'
import type { About } from './Phone.tsx'
import { PhoneBubble } from './PhoneBubble.tsx'

/** The messages of a chat, scrolled to the newest. */
export function PhoneChat({
  customer,
  business,
  messages,
  onAbout,
}: {
  customer: Customer
  business: string
  messages: readonly ChatMessage[]
  onAbout: (about: About) => void
}) {
  const text = useText()
  const now = useNow()
  const box = useRef<HTMLDivElement>(null)
  // A failed message never reached this phone.
  const shown = messages.filter(({ status }) => status !== 'failed')
  const newest = shown.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs at each new message
  useLayoutEffect(
    () => void box.current?.scrollTo(0, box.current.scrollHeight),
    [newest, customer.id],
  )
  return (
    <div
      ref={box}
      role="log"
      aria-label={text('chat', { name: business })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      className="scroll-thin min-h-0 flex-1 overflow-y-auto bg-thread px-3 pb-3 -outline-offset-2"
    >
      {shown.length === 0 && (
        <p className="px-6 pt-24 text-center text-13 text-text-3">
          {text('empty', { name: customerName(customer) })}
        </p>
      )}
      {shown.map((message, n) => {
        const before = shown[n - 1]
        const day = !before || dayOf(before.at) !== dayOf(message.at)
        return (
          <div key={message.id}>
            {day && (
              <p className="flex items-center gap-3 pt-3 pb-1 text-11 font-semibold text-text-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
                {dayName(message.at, now)}
              </p>
            )}
            <PhoneBubble
              customer={customer}
              message={message}
              quoted={shown.find(({ id }) => id === message.reply_to)}
              onAbout={onAbout}
            />
          </div>
        )
      })}
    </div>
  )
}
