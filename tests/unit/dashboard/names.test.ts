import { expect, test } from 'bun:test'
import { shownTitle } from '../../../src/dashboard/inbox/titleOf.ts'
import { firstName } from '../../../src/dashboard/thread/firstName.ts'
import { initialsOf } from '../../../src/dashboard/ui/initials.ts'

test.each([
  ['Budi Santoso', 'Budi'],
  ['🌸 Ana Puspita', 'Ana'],
  ['🌸', '🌸'],
  ['PT Mitra Jaya Motor', 'PT Mitra Jaya Motor'],
  ['cv. Lintas Kurir', 'cv. Lintas Kurir'],
  ['Pak Agus', 'Pak Agus'],
  ['@dewi.lestari', '@dewi.lestari'],
  ['+62 812-5550-0142', '+62 812-5550-0142'],
])('in a sentence %s is called %s', (name, called) => {
  expect(firstName(name)).toBe(called)
})

test.each([
  ['Budi Santoso', 'BS'],
  ['PT Mitra Jaya Motor', 'MM'],
  ['Ana', 'AN'],
  ['🌸 Ana', 'AN'],
  ['🌸Ana', 'AN'],
  ['🌸', '🌸'],
  ['+62 812-5550-0142', '42'],
])('%s has the initials %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('a title that is a bare number is formatted as a phone number, and any other is unchanged', () => {
  expect(shownTitle('6281255500142')).toBe('+62 812-5550-0142')
  expect(shownTitle('Toko 88')).toBe('Toko 88')
})
