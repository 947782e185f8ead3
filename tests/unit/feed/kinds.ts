import fc from 'fast-check'
import type { EventKind } from '../../../src/domain/event.ts'

/** Kinds of events with different audiences. */
export const kind = fc.constantFrom<EventKind>(
  'room_created',
  'message',
  'message_status',
  'agent_assigned',
  'user_changed',
)
/** Events as they come after each other. */
export const kinds = fc.array(kind, { minLength: 1, maxLength: 30 })
