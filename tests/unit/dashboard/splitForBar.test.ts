import { expect, test } from 'bun:test'
import type { NavItem } from '../../../src/dashboard/shell/navItems.ts'
import { splitForBar } from '../../../src/dashboard/shell/splitForBar.ts'

const pages = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ to: `/${n}` }) as NavItem)

test('a bottom bar has five entries at most, and the last one leads to all that have no room', () => {
  expect(splitForBar(pages(5))).toEqual({ shown: pages(5), more: [] })
  for (const count of [6, 7]) {
    const { shown, more } = splitForBar(pages(count))
    expect(shown.length).toBe(4)
    expect([...shown, ...more]).toEqual(pages(count))
  }
})
