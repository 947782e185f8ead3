import { createHash } from 'node:crypto'
import { phoneVariants } from '../domain/phone.ts'
import type { Customer, NewCustomer } from '../protocol/simulator.ts'
import { BoundedMap } from './bounded.ts'

/** A customer. Everyone has a phone number and a user id, even if a business sees only one of them. */
export type Person = {
  /** Also the customer's id in the simulator's API. */
  phone: string
  bsuid: string
  name: string | null
  username: string | null
  hidden: boolean
  aliases: readonly string[]
}

export type People = ReturnType<typeof createPeople>

const MAX_PEOPLE = 50_000
const COUNTRIES: readonly [prefix: string, country: string][] = [
  ['62', 'ID'],
  ['55', 'BR'],
  ['52', 'MX'],
  ['54', 'AR'],
  ['60', 'MY'],
  ['65', 'SG'],
  ['1', 'US'],
]

export function createPeople() {
  const byPhone = new BoundedMap<string, Person>(MAX_PEOPLE)
  /** Phone by alias: other spellings and user ids. */
  const otherNames = new BoundedMap<string, string>(MAX_PEOPLE * 2)

  function keep(person: Person): Person {
    byPhone.set(person.phone, person)
    for (const name of [person.bsuid, ...person.aliases]) otherNames.set(name, person.phone)
    return person
  }

  const find = (name: string) => byPhone.get(name) ?? byPhone.get(otherNames.get(name) ?? '')

  return {
    find,
    all: () => [...byPhone.values()],

    /** Creates a customer, or changes the one with this phone. */
    put({ phone = madeUpPhone(), name, username, hidden, aliases }: NewCustomer): Person {
      const before = byPhone.get(phone)
      const handle = username?.replace(/^@/, '') ?? before?.username ?? null
      return keep({
        phone,
        bsuid: before?.bsuid ?? bsuidOf(phone),
        name: name ?? before?.name ?? null,
        // Hiding the number needs a username (facts sheet, section 5).
        username: hidden && handle === null ? `user.${phone.slice(-6)}` : handle,
        hidden: hidden ?? before?.hidden ?? false,
        aliases: aliases ?? before?.aliases ?? [],
      })
    },

    /** Finds the recipient of a send, or creates one: every number has WhatsApp. */
    reach(address: { phone: string } | { bsuid: string }): Person {
      const name = 'phone' in address ? address.phone : address.bsuid
      const known = find(name) ?? phoneVariants(name).map(find).find(Boolean)
      if (known) return known
      const phone = 'phone' in address ? address.phone : madeUpPhone(name)
      const bsuid = 'phone' in address ? bsuidOf(phone) : address.bsuid
      const hidden = 'bsuid' in address
      const username = hidden ? `user.${phone.slice(-6)}` : null
      return keep({ phone, bsuid, name: null, username, hidden, aliases: [] })
    },

    /** A new number comes with a new user id (facts sheet, section 5). */
    renumber(person: Person, phone: string): Person {
      byPhone.delete(person.phone)
      return keep({ ...person, phone, bsuid: bsuidOf(phone), aliases: [] })
    },

    clear(): void {
      byPhone.clear()
      otherNames.clear()
    },
  }
}

/** The customer as the simulator's API shows it. */
export function showPerson(
  person: Person,
  { unread, lastMessageAt }: { unread: number; lastMessageAt: number | null },
): Customer {
  return {
    id: person.phone,
    phone: person.phone,
    name: person.name,
    username: person.username,
    user_id: person.bsuid,
    hidden: person.hidden,
    unread,
    last_message_at: lastMessageAt === null ? null : new Date(lastMessageAt).toISOString(),
  }
}

const digits = (seed: string, length: number) =>
  BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`)
    .toString()
    .slice(0, length)

/** Derived from the phone, so that customers keep their user id after a restart. */
function bsuidOf(phone: string): string {
  const country = COUNTRIES.find(([prefix]) => phone.startsWith(prefix))?.[1] ?? 'ID'
  return `${country}.${digits(phone, 17)}`
}

function madeUpPhone(seed: string = Bun.randomUUIDv7()): string {
  return `62812${digits(seed, 8)}`
}
