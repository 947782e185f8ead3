import { expect, test } from 'bun:test'
import { createReader } from '../../../src/dashboard/keyboard/commands.ts'

/** The commands for a sequence of keys, pressed 100 ms apart. */
function read(keys: string, every = 100) {
  const reader = createReader()
  return [...keys].map((key, n) => reader({ key, at: 1000 + n * every }))
}

test('single keys are commands in either case, and other keys are none', () => {
  expect(read('jK1/?x')).toEqual(['next', 'previous', 'mine', 'search', 'help', null])
})

test('one key after G navigates', () => {
  expect(read('gi')).toEqual([null, 'toInbox'])
  expect(read('GN')).toEqual([null, 'toNewest'])
  expect(read('gss')).toEqual([null, 'toStatistics', null])
  expect(read('ggi')).toEqual([null, null, 'toInbox'])
})

test('Shift before the second key does not end the sequence', () => {
  const reader = createReader()
  const pressed = ['Shift', 'G', 'Shift', 'N'].map((key) => reader({ key, at: 1000 }))
  expect(pressed).toEqual([null, null, null, 'toNewest'])
})

test('after G, a key that does not navigate, or comes late, has its usual meaning', () => {
  expect(read('gji')).toEqual([null, 'next', null])
  expect(read('gs', 2000)).toEqual([null, null])
})
