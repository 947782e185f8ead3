import { expect, test } from 'bun:test'
import { amountCell, amountIn, amountText } from '../../src/protocol/amount.ts'

test.each([
  ['50000000', 50_000_000],
  ['50.000.000', 50_000_000],
  ['Rp 50.000.000', 50_000_000],
  ['rp1.250.000,50', 1_250_000.5],
  ['50.000', 50_000],
  ['1,250,000', 1_250_000],
  ['50,000', 50_000],
  ['1250,5', 1250.5],
  ['1250.5', 1250.5],
  ['-2.000', -2000],
  [' ', null],
])('%p is %p', (text, amount) => {
  expect(amountIn(text)).toBe(amount)
})

test.each(['seratus', 'Rp', '50.00.000', '1.2.3', '5 juta', '1e9'])('%p is no amount', (text) => {
  expect(amountIn(text)).toBeUndefined()
})

test('an amount that is written as it was read is the same', () => {
  for (const amount of [0, 50_000, 125.125, 1_250_000.5, -2000, 0.001]) {
    expect(amountIn(amountText(amount))).toBe(amount)
    expect(amountIn(amountCell(amount))).toBe(amount)
  }
})
