import { expect, test } from 'bun:test'
import { createTypingGuard } from '../../../src/dashboard/keyboard/typingGuard.ts'

/** A user who typed this key into a field, at 1000 ms. */
function wrote(key: string) {
  const writing = createTypingGuard()
  const field = { isConnected: true }
  writing.keyInField(field, { key, at: 1000 })
  return { writing, field, goesOn: (at: number) => writing.isStillTyping({ key: 'e', at }) }
}

test('typing on after the field disappeared runs no shortcuts until there is a pause', () => {
  const { field, goesOn } = wrote('a')
  field.isConnected = false
  expect([1200, 2600, 4000, 5600, 5700].map(goesOn)).toEqual([true, true, true, false, false])
})

test('leaving a field that is still there allows shortcuts at once', () => {
  expect(wrote('a').goesOn(1100)).toBe(false)
})

test('Enter, Escape or Tab before the field disappeared allows shortcuts at once', () => {
  for (const key of ['Enter', 'Escape', 'Tab']) {
    const { field, goesOn } = wrote(key)
    field.isConnected = false
    expect(goesOn(1100)).toBe(false)
  }
})
