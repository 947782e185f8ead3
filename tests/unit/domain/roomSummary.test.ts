import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  buildRoomCompletePayload,
  buildRoomSummary,
  roomStateOf,
  roomTitle,
} from '../../../src/domain/roomSummary.ts'
import { roomSummary } from '../../../src/protocol/room.ts'
import { roomBase, roomFacts, storedMessage } from './audienceRows.ts'

const EARLY = '2026-11-03T04:00:00.000Z'
const LATE = '2026-11-03T05:00:00.000Z'
const STORED = '2026-11-03T06:00:00.000Z'
const lead = {
  id: 'd0000000-0000-4000-8000-000000000001',
  name: 'Bu Sari',
  phone: null,
  outstanding: null,
  loan_type: null,
  leads_status: null,
  contact_status: null,
}
const { contact } = roomFacts()
/** Names that customers give themselves to go by none. */
const UNSEEN = ['\u3164', '\u200e', '\u200b\u2060', '\u2800', '\u115f\u1160', '\u00ad', '\uffa0 ']

describe('a room’s title', () => {
  test('[T1] is the lead’s name, else the profile name, the phone, the username, the BSUID', () => {
    const whole = { ...contact, name: 'Ana', phone: '628', username: 'ana', user_id: 'ID.1' }
    expect(roomTitle(roomFacts({ lead, contact: whole }))).toBe('Bu Sari')
    expect(roomTitle(roomFacts({ contact: whole }))).toBe('Ana')
    expect(roomTitle(roomFacts({ contact: { ...whole, name: null } }))).toBe('628')
    expect(roomTitle(roomFacts({ contact: { ...whole, name: null, phone: null } }))).toBe('ana')
    const bare = { ...whole, name: null, phone: null, username: null }
    expect(roomTitle(roomFacts({ contact: bare }))).toBe('ID.1')
  })

  test('[T1] that a person gave stays', () => {
    expect(roomTitle(roomFacts({ title: 'VIP', lead }))).toBe('VIP')
  })

  test('[T1] is never empty, blank or "Unknown", whatever is missing', () => {
    const name = fc.option(fc.constantFrom('', ' ', '\t', ...UNSEEN, 'Ana', '628123'))
    fc.assert(
      fc.property(
        fc.tuple(name, name, name, name, name, name),
        ([title, leadName, profile, phone, username, user_id]) => {
          const facts = roomFacts({
            title,
            lead: { ...lead, name: leadName },
            contact: { ...contact, name: profile, phone, username, user_id },
          })
          expect(roomTitle(facts)).toMatch(/[A-Za-z0-9]/)
          expect(roomTitle(facts).toLowerCase()).not.toBe('unknown')
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('a room’s summary', () => {
  test('[T1] is as declared, with one id under both its names', () => {
    const summary = buildRoomSummary(roomFacts({ lead }), 7)
    expect(roomSummary.parse(summary)).toEqual(summary)
    expect(summary).toMatchObject({ event_id: 7, chat_id: summary.room_id, leads_id: lead.id })
    expect(summary.window_expires_at).toBe('2026-11-04T04:05:06.000Z')
  })

  test('[T2] of a newborn room shows its first message alone, though more came with it', () => {
    const first = storedMessage({ content_text: 'satu' })
    const facts = {
      message: roomBase({ stored_at: STORED }),
      room: roomFacts({ unread_count: 3, message_count: 3, activity_at: LATE, customer_at: LATE }),
    }
    const summary = buildRoomCompletePayload(facts, first, 2)
    expect(roomSummary.parse(summary)).toMatchObject({
      event_id: 2,
      unread_count: 1,
      message_count: 1,
      last_message_text: 'satu',
      room_updated_at: STORED,
      window_expires_at: '2026-11-04T04:05:06.000Z',
    })
  })

  test('[T2] of a room created by a reaction has no last message and nothing unread', () => {
    const first = storedMessage({
      content_type: 'reaction',
      added: { messages: 1, unread: 0, listed: false, customer_at: null },
    })
    const facts = { message: roomBase(), room: roomFacts() }
    expect(buildRoomCompletePayload(facts, first, 2)).toMatchObject({
      last_message: null,
      unread_count: 0,
      message_count: 1,
      window_expires_at: null,
    })
  })
})

describe('what a message did to its room', () => {
  const added = { messages: 2, unread: 2, listed: true, customer_at: LATE }

  test('[T3] is absolute: what was before and what the group has added up to it', () => {
    const base = roomBase({
      unread_count: 5,
      message_count: 9,
      activity_at: EARLY,
      stored_at: STORED,
    })
    expect(roomStateOf(base, added)).toEqual({
      unread_count: 7,
      message_count: 11,
      status: 'open',
      window_expires_at: '2026-11-04T05:00:00.000Z',
      room_updated_at: STORED,
    })
  })

  test('[T3] an older message never shortens the window', () => {
    const base = roomBase({ customer_at: LATE })
    expect(roomStateOf(base, { ...added, customer_at: EARLY }).window_expires_at).toBe(
      '2026-11-04T05:00:00.000Z',
    )
  })

  test('[T3] only the customer reopens a closed room, and only listed messages move it up', () => {
    const base = roomBase({ status: 'closed', activity_at: EARLY, stored_at: STORED })
    const quiet = { ...added, unread: 0, listed: false, customer_at: null }
    expect(roomStateOf(base, quiet)).toMatchObject({ status: 'closed', room_updated_at: EARLY })
    expect(roomStateOf(base, added)).toMatchObject({ status: 'open', room_updated_at: STORED })
  })
})
