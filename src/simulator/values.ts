import type { OurNumber } from './numbers.ts'
import type { Person } from './people.ts'

/** The `value` of a webhook, in Meta's format (facts sheet, sections 1 to 5). */
type Json = Record<string, unknown>

export type StatusName = 'sent' | 'delivered' | 'read' | 'played' | 'failed'

export const seconds = (ms: number) => String(Math.floor(ms / 1_000))

const common = (number: OurNumber) => ({
  messaging_product: 'whatsapp',
  metadata: {
    display_phone_number: number.displayPhoneNumber,
    phone_number_id: number.id,
  },
})

/** The phone is left out, not empty, when it is hidden (facts sheet, section 5). */
const shown = (person: Person, hidden: boolean, key: string): Json =>
  hidden ? {} : { [key]: person.phone }

/** A customer's message. `part` holds its type and content. */
export function messageValue(
  number: OurNumber,
  person: Person,
  {
    wamid,
    at,
    hidden,
    part,
    context,
  }: { wamid: string; at: number; hidden: boolean; part: Json; context?: Json | undefined },
): Json {
  return {
    ...common(number),
    contacts: [
      {
        profile: {
          ...(person.name !== null && { name: person.name }),
          ...(person.username !== null && { username: person.username }),
        },
        ...shown(person, hidden, 'wa_id'),
        user_id: person.bsuid,
      },
    ],
    messages: [
      {
        ...shown(person, hidden, 'from'),
        from_user_id: person.bsuid,
        id: wamid,
        timestamp: seconds(at),
        ...(context && { context }),
        ...part,
      },
    ],
  }
}

/** A customer's change of number or user id: no `contacts` (facts sheet, section 2). */
export function systemValue(number: OurNumber, message: Json): Json {
  return { ...common(number), messages: [message] }
}

export type StatusInput = {
  wamid: string
  status: StatusName
  at: number
  /** Whether the send was addressed by phone: then the phone is shown even if hidden (facts sheet, section 5). */
  byPhone: boolean
  hidden: boolean
  callback: string | undefined
  /** Pricing category: `service`, or the template's. */
  category: string
  /** Whether this status includes pricing. */
  priced: boolean
  error?: Json | undefined
}

/** A status of one of our messages. */
export function statusValue(number: OurNumber, person: Person, told: StatusInput): Json {
  const hidden = told.hidden && !told.byPhone
  const failed = told.status === 'failed'
  return {
    ...common(number),
    ...(!failed && { contacts: [contactOf(person, told.status, hidden)] }),
    statuses: [
      {
        id: told.wamid,
        status: told.status,
        timestamp: seconds(told.at),
        ...shown(person, hidden, 'recipient_id'),
        ...(!(failed && told.byPhone) && { recipient_user_id: person.bsuid }),
        ...(told.callback !== undefined && { biz_opaque_callback_data: told.callback }),
        // Since v24 `conversation` is only included for free entry points (facts sheet, section 3).
        ...(told.priced && { pricing: pricing(told.category) }),
        ...(told.error && { errors: [told.error] }),
      },
    ],
  }
}

/** Only delivered and read include the username (facts sheet, section 5). */
function contactOf(person: Person, status: StatusName, hidden: boolean): Json {
  const named = person.username !== null && (status === 'delivered' || status === 'read')
  return {
    ...(named && { profile: { username: person.username } }),
    ...shown(person, hidden, 'wa_id'),
    user_id: person.bsuid,
  }
}

function pricing(category: string): Json {
  const free = category === 'service'
  return {
    billable: !free,
    pricing_model: 'PMP',
    type: free ? 'free_customer_service' : 'regular',
    category,
  }
}
