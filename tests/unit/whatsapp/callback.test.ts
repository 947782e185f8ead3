import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { readCallback, writeCallback } from '../../../src/whatsapp/callback.ts'

test('a callback is read as it was written', () => {
  const callback = fc.record({ messageId: fc.uuid(), attempt: fc.nat({ max: 999_999 }) })
  fc.assert(
    fc.property(callback, (one) => expect(readCallback(writeCallback(one))).toEqual({ ...one })),
  )
})

test('a callback is the id of the message, a dot, and the attempt', () => {
  const messageId = '0197a3d2-7c1e-7b57-9d0e-2f6b1b0c9f11'
  expect(writeCallback({ messageId, attempt: 2 })).toBe(`${messageId}.2`)
})
