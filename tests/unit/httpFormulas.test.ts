import { expect, test } from 'bun:test'
import { escapeFormulas, unescapeFormulas } from '../../src/http/formulas.ts'

test('what a spreadsheet could cut out of a cell as a formula has a quote before it, and loses it again', () => {
  for (const [cell, exported] of [
    ['Ana;=1+1;Budi', "Ana;'=1+1;Budi"],
    ['Ana;  "=1+1"', `Ana;  "'=1+1"`],
    ['Ana\r\n@SUM(A1)', "Ana\r\n'@SUM(A1)"],
    ["Ana;'=1", "Ana;''=1"],
    ['Ana;\n;+62', "Ana;\n;'+62"],
    ['Ana; ＝1', "Ana; '＝1"],
    ['Ana = Budi; a-b', 'Ana = Budi; a-b'],
  ] as const) {
    expect(escapeFormulas(cell)).toBe(exported)
    expect(unescapeFormulas(exported)).toBe(cell)
  }
})

test('a cell that is made to be slow to read is gone through once', () => {
  const from = performance.now()
  for (const filling of [';', '\n', ' ', '"', "'", ';"', "\n'"]) {
    unescapeFormulas(filling.repeat(200_000))
    escapeFormulas(`;${filling.repeat(200_000)}`)
  }
  // Gone through once for each of its characters, one such cell takes more than a minute.
  expect(performance.now() - from).toBeLessThan(20_000)
})
