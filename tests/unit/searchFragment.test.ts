import { expect, test } from 'bun:test'
import { searchFragment } from '../../src/http/searchFragment.ts'
import { MARKS } from '../../src/store/search.ts'

const { start, stop } = MARKS

test('a text that matches everywhere shows what fits, with each match marked once', () => {
  const times = 16_384
  const text = 'aaa '.repeat(times)
  const marked = `${start}aaa${stop} `.repeat(times)
  expect(searchFragment(text, [marked, marked, marked], 'aaa')).toBe(
    `${'<mark>aaa</mark> '.repeat(60)}…`,
  )
})

test('whichever way finds the first match says where the fragment begins', () => {
  const text = `${'lama '.repeat(200)}bayar ${'lagi '.repeat(200)}dibayar`
  const late = text.replace(/dibayar$/, `${start}dibayar${stop}`)
  const first = text.replace('bayar', `${start}bayar${stop}`)
  for (const ways of [
    [late, first],
    [first, late],
    [late, text],
  ]) {
    const fragment = searchFragment(text, ways, 'bayar')
    expect(fragment).toContain('lama <mark>bayar</mark> lagi')
    expect(fragment).not.toContain('di')
  }
})

test('marks in what is not the same text place nothing', () => {
  const text = 'bayar besok'
  expect(searchFragment(text, [`${start}bayar${stop} lusa`], 'x')).toBe(text)
})
