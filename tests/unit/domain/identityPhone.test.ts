import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { phoneVariants, samePhone } from '../../../src/domain/phone.ts'

test('[I2] a mobile of Brazil is found with and without its 9, a landline only as it is', () => {
  expect(phoneVariants('5531987654321')).toEqual(['553187654321'])
  expect(phoneVariants('553187654321')).toEqual(['5531987654321'])
  expect(phoneVariants('553132345678')).toEqual([])
  expect(phoneVariants('5531932345678')).toEqual([])
})

test('[I2] a mobile of Mexico is found with and without its 1, one of Argentina with and without its 9', () => {
  expect(phoneVariants('525512345678')).toEqual(['5215512345678'])
  expect(phoneVariants('5215512345678')).toEqual(['525512345678'])
  expect(phoneVariants('541123456789')).toEqual(['5491123456789'])
  expect(phoneVariants('5491123456789')).toEqual(['541123456789'])
})

test('[I2] numbers of other countries have one spelling', () => {
  for (const waId of ['6281234567890', '16505551234', '4915112345678'])
    expect(phoneVariants(waId)).toEqual([])
})

test('[I2] the other spelling of the other spelling is the number itself', () => {
  const national = fc.stringMatching(/^\d{9,11}$/)
  const number = fc.tuple(fc.constantFrom('55', '52', '521', '54', '549', '62'), national)
  fc.assert(
    fc.property(number, ([country, rest]) => {
      for (const variant of phoneVariants(country + rest)) {
        expect(phoneVariants(variant)).toEqual([country + rest])
        expect(samePhone(variant, country + rest)).toBe(true)
      }
    }),
  )
})
