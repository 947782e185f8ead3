import { describe, expect, test } from 'bun:test'
import type { Outgoing } from '../../../src/client/outgoing.ts'
import { withOutgoing } from '../../../src/client/withOutgoing.ts'
import type { Message } from '../../../src/protocol/message.ts'
import { ME, openLine, storedOf, written } from './outgoingWorld.ts'

describe('among the messages of a room', () => {
  const out = (text: string): Outgoing => ({ ...written(text), refusal: null, stored: null })

  test('it stands after all others, the newest first, and is pending or failed', () => {
    const [one, two] = [
      out('one'),
      { ...out('two'), refusal: { code: 'x', message: 'No.', reason: null } },
    ]
    const shown = withOutgoing([storedOf(out('before'))], [one, two], ME)
    expect(shown.map(({ content_text, status }) => [content_text, status])).toEqual([
      ['two', 'failed'],
      ['one', 'pending'],
      ['before', 'pending'],
    ])
  })

  test('it is shown once at every moment: on its way, answered, and told by its event', () => {
    const one = out('one')
    const answered = { ...one, stored: storedOf(one) }
    for (const [items, sent] of [
      [[], [one]],
      [[], [answered]],
      [[storedOf(one)], [one]],
      [[storedOf(one)], [answered]],
      [[storedOf(one)], []],
    ] as [Message[], Outgoing[]][]) {
      expect(withOutgoing(items, sent, ME).map(({ content_text }) => content_text)).toEqual(['one'])
    }
  })

  test('its event ends it once the answer has come, and not before', async () => {
    const { outgoing, asked, until } = openLine()
    const one = written('one')
    outgoing.add(one)
    outgoing.seen(new Set([one.client_message_id]))
    expect(outgoing.all).toHaveLength(1)
    await until(() => asked.length === 1)
    asked[0]!.answer()
    await until(() => outgoing.all[0]?.stored !== null)
    outgoing.seen(new Set([one.client_message_id]))
    expect(outgoing.all).toEqual([])
  })
})
