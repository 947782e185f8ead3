import type { Chat, ChatMessage } from '../protocol/simulator.ts'
import { BoundedMap } from './bounded.ts'
import type { Journal } from './journal.ts'
import type { Numbers, OurNumber } from './numbers.ts'
import { type People, type Person, showPerson } from './people.ts'

type Conversation = {
  number: OurNumber
  phone: string
  messages: Map<string, ChatMessage>
  typingUntil: number | null
  /** When the customer last wrote: the start of the customer service window. */
  wroteAt: number | null
}

export type Chats = ReturnType<typeof createChats>

const MAX_CHATS = 20_000
const MAX_MESSAGES = 300
const MAX_PLACES = 200_000

/** The chats on customers' phones, one for each of our numbers. */
export function createChats({
  people,
  numbers,
  journal,
}: {
  people: People
  numbers: Numbers
  journal: Journal
}) {
  const chats = new BoundedMap<string, Conversation>(MAX_CHATS)
  /** The chat of each message, by wamid. */
  const places = new BoundedMap<string, Conversation>(MAX_PLACES)

  function open(number: OurNumber, phone: string): Conversation {
    const key = `${number.id} ${phone}`
    const known = chats.get(key)
    if (known) return known
    const chat = {
      number,
      phone,
      messages: new BoundedMap<string, ChatMessage>(MAX_MESSAGES),
      typingUntil: null,
      wroteAt: null,
    }
    chats.set(key, chat)
    return chat
  }

  const ofCustomer = (phone: string) =>
    numbers
      .all()
      .map(({ id }) => chats.get(`${id} ${phone}`))
      .filter((chat) => chat !== undefined)

  function summary(person: Person) {
    const messages = ofCustomer(person.phone).flatMap((chat) => [...chat.messages.values()])
    const times = messages.map(({ at }) => Date.parse(at))
    return {
      unread: messages.filter(isUnread).length,
      lastMessageAt: times.length === 0 ? null : Math.max(...times),
    }
  }

  function tell(chat: Conversation, message: ChatMessage): void {
    const where = { customer_id: chat.phone, phone_number_id: chat.number.id }
    journal.tell('message', { ...where, message })
  }

  return {
    open,
    ofCustomer,
    find: (wamid: string) => places.get(wamid)?.messages.get(wamid),
    placeOf: (wamid: string) => places.get(wamid),

    add(chat: Conversation, message: ChatMessage): void {
      chat.messages.set(message.id, message)
      places.set(message.id, chat)
      if (message.from === 'customer') {
        chat.wroteAt = Math.max(chat.wroteAt ?? 0, Date.parse(message.at))
      } else chat.typingUntil = null
      tell(chat, message)
    },

    /** Changes a message and reports it to watching pages. */
    change(wamid: string, change: Partial<ChatMessage>): void {
      const chat = places.get(wamid)
      const message = chat?.messages.get(wamid)
      if (!chat || !message) return
      const changed = { ...message, ...change }
      chat.messages.set(wamid, changed)
      tell(chat, changed)
    },

    type(chat: Conversation, until: number | null): void {
      chat.typingUntil = until
      journal.tell('typing', {
        customer_id: chat.phone,
        phone_number_id: chat.number.id,
        typing_until: iso(until),
      })
    },

    showCustomer: (person: Person) => showPerson(person, summary(person)),

    show(chat: Conversation): Chat {
      const person = people.reach({ phone: chat.phone })
      return {
        customer: showPerson(person, summary(person)),
        business: {
          phone_number_id: chat.number.id,
          display_phone_number: chat.number.displayPhoneNumber,
          name: chat.number.name,
        },
        typing_until: iso(chat.typingUntil),
        messages: [...chat.messages.values()].sort((a, b) => a.at.localeCompare(b.at)),
      }
    },

    /** Moves the chats to a customer's new number. */
    move(from: string, to: string): void {
      for (const chat of ofCustomer(from)) {
        chats.delete(`${chat.number.id} ${from}`)
        chat.phone = to
        chats.set(`${chat.number.id} ${to}`, chat)
      }
    },

    clear(): void {
      chats.clear()
      places.clear()
    },
  }
}

export const isUnread = ({ from, status }: ChatMessage) =>
  from === 'business' && status === 'delivered'

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
