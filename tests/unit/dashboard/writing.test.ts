import { expect, test } from 'bun:test'
import { createWriting } from '../../../src/dashboard/keyboard/writing.ts'

/** Somebody in a field, of which the last key was this one, at 1000 ms. */
function wrote(key: string) {
  const writing = createWriting()
  const field = { isConnected: true }
  writing.in(field, { key, at: 1000 })
  return { writing, field, goesOn: (at: number) => writing.goesOn({ key: 'e', at }) }
}

test('who writes on when the field is taken away gives no commands, until there was a pause', () => {
  const { field, goesOn } = wrote('a')
  field.isConnected = false
  expect([1200, 2600, 4000, 5600, 5700].map(goesOn)).toEqual([true, true, true, false, false])
})

test('a field that is still there was left by its writer', () => {
  expect(wrote('a').goesOn(1100)).toBe(false)
})

test('who was done with the field gives commands at once', () => {
  for (const key of ['Enter', 'Escape', 'Tab']) {
    const { field, goesOn } = wrote(key)
    field.isConnected = false
    expect(goesOn(1100)).toBe(false)
  }
})
