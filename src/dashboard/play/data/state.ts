import type {
  Behaviour,
  Chat,
  ChatMessage,
  Customer,
  LogEntry,
  SimulatorEvents,
} from '../../../protocol/simulator.ts'

/** The chat on a customer's phone. */
type Phone = {
  business: string
  messages: readonly ChatMessage[]
  typingUntil: string | null
}

export type SimulatorState = {
  /** Latest activity first. */
  customers: readonly Customer[]
  /** By customer id; only phones that were shown. */
  phones: Readonly<Record<string, Phone>>
  behaviour: Behaviour | null
  /** Newest first, numbered. */
  log: readonly Logged[]
}

type Logged = LogEntry & { n: number }

export type Change =
  | { [K in keyof SimulatorEvents]: { kind: K; data: SimulatorEvents[K] } }[keyof SimulatorEvents]
  | { kind: 'customers'; data: Customer[] }
  | { kind: 'chat'; data: Chat }

const LOG_KEPT = 200

export const EMPTY: SimulatorState = { customers: [], phones: {}, behaviour: null, log: [] }

/** The state after an event or an answer of the simulator. */
export function reduce(state: SimulatorState, change: Change): SimulatorState {
  switch (change.kind) {
    case 'customers':
      return { ...state, customers: change.data }
    case 'customer':
      return { ...state, customers: withCustomer(state.customers, change.data) }
    case 'chat':
      return withPhone(state, change.data.customer.id, {
        business: change.data.business.name,
        messages: change.data.messages,
        typingUntil: change.data.typing_until,
      })
    case 'message': {
      const { customer_id: id, message } = change.data
      const phone = state.phones[id]
      const known = phone
        ? withPhone(state, id, { ...phone, messages: withMessage(phone.messages, message) })
        : state
      return { ...known, customers: withActivity(known.customers, id, message.at) }
    }
    case 'typing': {
      const phone = state.phones[change.data.customer_id]
      if (!phone) return state
      const typingUntil = change.data.typing_until
      return withPhone(state, change.data.customer_id, { ...phone, typingUntil })
    }
    case 'behaviour':
      return { ...state, behaviour: change.data }
    case 'log': {
      const n = (state.log[0]?.n ?? 0) + 1
      return { ...state, log: [{ ...change.data, n }, ...state.log].slice(0, LOG_KEPT) }
    }
    case 'reset':
      return { ...EMPTY, behaviour: state.behaviour }
  }
}

const withPhone = (state: SimulatorState, id: string, phone: Phone): SimulatorState => ({
  ...state,
  phones: { ...state.phones, [id]: phone },
})

/** A customer that changed keeps its position. */
function withCustomer(customers: readonly Customer[], one: Customer): Customer[] {
  const known = customers.some(({ id }) => id === one.id)
  return known
    ? customers.map((before) => (before.id === one.id ? one : before))
    : [one, ...customers]
}

function withMessage(messages: readonly ChatMessage[], one: ChatMessage): ChatMessage[] {
  const known = messages.some(({ id }) => id === one.id)
  if (known) return messages.map((before) => (before.id === one.id ? one : before))
  return [...messages, one].sort((a, b) => a.at.localeCompare(b.at))
}

function withActivity(customers: readonly Customer[], id: string, at: string): readonly Customer[] {
  const one = customers.find((customer) => customer.id === id)
  if (!one || (one.last_message_at ?? '') >= at) return customers
  return [{ ...one, last_message_at: at }, ...customers.filter((other) => other !== one)]
}
