import { expect, test } from 'bun:test'
import { EMPTY, reduce, type SimulatorState } from '../../../src/dashboard/play/data/state.ts'
import type { Chat, ChatMessage, Customer, LogEntry } from '../../../src/protocol/simulator.ts'

const customer = (id: string, about: Partial<Customer> = {}): Customer => ({
  id,
  phone: id,
  name: null,
  username: null,
  user_id: `ID.${id}`,
  hidden: false,
  unread: 0,
  last_message_at: null,
  ...about,
})
const message = (id: string, at: string, about: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  from: 'customer',
  at,
  type: 'text',
  header: null,
  text: id,
  footer: null,
  media: null,
  content: null,
  options: [],
  reply_to: null,
  reactions: { customer: null, business: null },
  status: 'sent',
  edited: false,
  revoked: false,
  ...about,
})
const chat = (id: string, messages: ChatMessage[]): Chat => ({
  customer: customer(id),
  business: { phone_number_id: '1', display_phone_number: '15550001', name: 'Contoh' },
  typing_until: null,
  messages,
})
const told = (state: SimulatorState, customer_id: string, one: ChatMessage) =>
  reduce(state, {
    kind: 'message',
    data: { customer_id, phone_number_id: '1', message: one },
  })
const start = reduce(reduce(EMPTY, { kind: 'customers', data: [customer('1'), customer('2')] }), {
  kind: 'chat',
  data: chat('1', [message('b', '2026-05-18T10:00:02.000Z')]),
})

test('messages are sorted by time, and one that comes again replaces the earlier one', () => {
  const earlier = told(start, '1', message('a', '2026-05-18T10:00:01.000Z'))
  expect(earlier.phones['1']!.messages.map(({ id }) => id)).toEqual(['a', 'b'])
  const read = told(earlier, '1', message('a', '2026-05-18T10:00:01.000Z', { status: 'read' }))
  expect(read.phones['1']!.messages.map(({ id, status }) => [id, status])).toEqual([
    ['a', 'read'],
    ['b', 'sent'],
  ])
})

test('the customer with the latest message comes first, even if their phone was never shown', () => {
  const spoken = told(start, '2', message('c', '2026-05-18T10:00:03.000Z'))
  expect(spoken.customers.map(({ id }) => id)).toEqual(['2', '1'])
  expect(spoken.phones['2']).toBeUndefined()
})

test('the log is newest first, numbered, and limited in length', () => {
  const entry: LogEntry = {
    at: '2026-05-18T10:00:00.000Z',
    direction: 'from_meta',
    event: 'message.text',
    wamid: null,
    customer_id: null,
    result: 'delivered',
    code: null,
    http_status: 200,
    marks: [],
    delayed_ms: 0,
  }
  let state = EMPTY
  for (let n = 0; n < 250; n++) state = reduce(state, { kind: 'log', data: entry })
  expect(state.log).toHaveLength(200)
  expect(state.log[0]!.n).toBe(250)
  expect(new Set(state.log.map(({ n }) => n)).size).toBe(200)
})

test('a reset forgets everything except the behaviour, which has its own event', () => {
  expect(reduce(start, { kind: 'reset', data: {} })).toEqual(EMPTY)
})
