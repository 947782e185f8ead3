import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { phoneNumber } from '../../i18n/values.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { asRecord, asRecords, asText } from '../metadata.ts'

/** Contact cards: the name, phone numbers and email addresses of each. */
export function ContactsBody({ message }: { message: Message }) {
  const t = useT()
  const cards = asRecords(message.metadata.contacts)
  return (
    <div className="flow-root w-65 max-w-full">
      <ul className="grid grid-cols-1 gap-2">
        {cards.map((card, n) => {
          const name = asText(asRecord(card.name).formatted_name) ?? t('bubble.card')
          return (
            <li key={String(n)} className="flex gap-3">
              <Avatar id={name} name={name} size="md" />
              <span className="min-w-0 flex-1">
                <span className="block font-medium wrap-anywhere">{name}</span>
                {asText(asRecord(card.org).company) && (
                  <span className="block text-12 text-text-2 wrap-anywhere">
                    {asText(asRecord(card.org).company)}
                  </span>
                )}
                {asRecords(card.phones).map((phone, i) => (
                  <Line
                    key={String(i)}
                    href="tel:"
                    value={asText(phone.phone) ?? asText(phone.wa_id)}
                    isPhone
                  />
                ))}
                {asRecords(card.emails).map((email, i) => (
                  <Line key={String(i)} href="mailto:" value={asText(email.email)} />
                ))}
              </span>
            </li>
          )
        })}
      </ul>
      <BubbleMeta message={message} />
    </div>
  )
}

function Line({ href, value, isPhone }: { href: string; value: string | null; isPhone?: boolean }) {
  if (!value) return null
  const target = isPhone ? value.replace(/[^\d+]/g, '') : value
  return (
    <a
      href={href + target}
      className="block text-13 text-accent-text wrap-anywhere tabular-nums hover:underline thumb:py-3"
    >
      {isPhone && /^\+?\d+$/.test(target) ? phoneNumber(target) : value}
    </a>
  )
}
