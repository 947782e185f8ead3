import { describe, expect, test } from 'bun:test'
import { newLead } from '../../../src/protocol/lead.ts'
import { recipientOf, sendText } from '../../../src/protocol/sending.ts'

/** What a lead's phone and a send's `to` come to; null for what is refused. */
function taken(phone: string) {
  const lead = newLead.safeParse({ phone })
  const send = sendText.safeParse({ to: phone, text: 'x' })
  return {
    lead: lead.success ? lead.data.phone : null,
    send: send.success ? recipientOf(send.data.to!).waId : null,
  }
}

describe('a phone', () => {
  test.each([
    ['628123456789', '628123456789'],
    ['+62 (812) 3456-789', '628123456789'],
    ['62.812.3456.789', '628123456789'],
    ['628123.456789', '628123456789'],
    ['01.23.45.67.00', '0123456700'],
  ])('as people write it: %s', (spelling, digits) => {
    expect(taken(spelling).lead).toBe(digits)
    expect(taken(spelling).send).toBe(digits.startsWith('0') ? null : digits)
  })

  test.each(['628123456789.0', '+628123456789.0', '628123456789.00', ' 628123456789.0 '])(
    'that a program took for a number does not gain its decimals: %p',
    (spelling) => {
      expect(taken(spelling).lead).toBe('628123456789')
    },
  )

  test.each(['628123456789.5', '628123456789.25', '6.28123E+12', '6,28123E+12', '628123456789,0'])(
    'that can’t be told from its spelling is refused: %s',
    (spelling) => {
      expect(taken(spelling)).toEqual({ lead: null, send: null })
    },
  )

  test('is sent to without its decimals', () => {
    expect(taken('628123456789.0').send).toBe('628123456789')
  })
})
