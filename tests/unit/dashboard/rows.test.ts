import { describe, expect, test } from 'bun:test'
import { reactionsOf } from '../../../src/dashboard/thread/reactions.ts'
import { positionOf, rowsOf } from '../../../src/dashboard/thread/rows.ts'
import { at, message } from '../client/made.ts'

const ours = { direction: 'outgoing', user_id: '00000000-0000-4000-8000-0000000000bb' } as const
const reaction = (n: number, emoji: string | null, about: string, more = {}) =>
  message(n, 1, n, {
    content_type: 'reaction',
    reaction_emoji: emoji,
    reaction_to_wa_message_id: about,
    ...more,
  })

describe('the lines of a conversation', () => {
  test('are oldest first, without reactions, with the room’s history in between', () => {
    const rows = rowsOf(
      [reaction(4, '🙏', 'wamid.1'), message(3, 1), message(1, 1)],
      [
        { id: 'after', at: at(9) },
        { id: 'between', at: at(2) },
      ],
    )
    expect(rows.map(({ key }) => key)).toEqual([
      message(1, 1).id,
      'between',
      message(3, 1).id,
      'after',
    ])
  })

  test('an outgoing message keeps its key when it is stored', () => {
    const stored = message(1, 1, 1, { ...ours, client_message_id: 'mine' })
    const [before] = rowsOf([{ ...stored, id: 'mine' }], [])
    const [after] = rowsOf([stored], [])
    expect(after!.key).toBe(before!.key)
  })

  test('have unique keys, even if two callers chose the same client_message_id', () => {
    const numbered = { direction: 'outgoing', client_message_id: '1' } as const
    const rows = rowsOf(
      [
        message(3, 1, 3, { ...numbered, user_id: ours.user_id }),
        message(2, 1, 2, { ...numbered, user_id: ours.user_id }),
        message(1, 1, 1, { ...numbered, user_id: null }),
      ],
      [],
    )
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3)
  })

  test('messages of one author within two minutes are grouped', () => {
    const rows = rowsOf([message(300, 1), message(100, 1), message(10, 1)], [])
    expect([0, 1, 2].map((n) => positionOf(rows, n))).toEqual([
      { day: true, first: true, last: false },
      { day: false, first: false, last: true },
      { day: false, first: true, last: true },
    ])
  })

  test('messages of two colleagues, or of the two sides, are not grouped', () => {
    const rows = rowsOf(
      [
        message(3, 1, 3, { ...ours, user_id: '00000000-0000-4000-8000-0000000000cc' }),
        message(2, 1, 2, ours),
        message(1, 1),
      ],
      [],
    )
    expect(rows.map((_, n) => positionOf(rows, n).first)).toEqual([true, true, true])
  })
})

describe('reactions', () => {
  test('are shown on their message, only the newest of each side', () => {
    const found = reactionsOf([
      reaction(4, '❤️', 'wamid.1', ours),
      reaction(3, '😂', 'wamid.1'),
      reaction(2, '🙏', 'wamid.1'),
    ])
    expect(found.get('wamid.1')!.map(({ emoji }) => emoji)).toEqual(['❤️', '😂'])
  })

  test('a removed reaction is gone, and a failed one of ours does not count', () => {
    const found = reactionsOf([
      reaction(4, '❤️', 'wamid.2', { ...ours, status: 'failed' }),
      reaction(3, null, 'wamid.1'),
      reaction(2, '🙏', 'wamid.1'),
    ])
    expect([...found.keys()]).toEqual([])
  })
})
