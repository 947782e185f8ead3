import { expect, test } from 'bun:test'
import { createReader } from '../../../src/dashboard/keyboard/commands.ts'

/** What a row of keys asks for, each 100 ms after the one before. */
function read(keys: string, every = 100) {
  const reader = createReader()
  return [...keys].map((key, n) => reader({ key, at: 1000 + n * every }))
}

test('single keys are commands, whatever their case, and others are none', () => {
  expect(read('jK1/?x')).toEqual(['next', 'previous', 'mine', 'search', 'help', null])
})

test('after G a key means a place, and once only', () => {
  expect(read('gi')).toEqual([null, 'toInbox'])
  expect(read('GN')).toEqual([null, 'toNewest'])
  expect(read('gss')).toEqual([null, 'toStatistics', null])
  expect(read('ggi')).toEqual([null, null, 'toInbox'])
})

test('Shift on the way to the second key is none', () => {
  const reader = createReader()
  const pressed = ['Shift', 'G', 'Shift', 'N'].map((key) => reader({ key, at: 1000 }))
  expect(pressed).toEqual([null, null, null, 'toNewest'])
})

test('a key that is no place after G means what it always means, and one that comes late too', () => {
  expect(read('gji')).toEqual([null, 'next', null])
  expect(read('gs', 2000)).toEqual([null, null])
})
