import { expect, test } from 'bun:test'
import { sharedBuffers } from '../../src/store/embedded/sharedBuffers.ts'

const GIB = 1024 ** 3

test('the embedded PostgreSQL takes an eighth of the memory, within bounds', () => {
  expect(sharedBuffers(2 * GIB)).toBe(256)
  expect(sharedBuffers(24 * GIB)).toBe(3072)
  expect(sharedBuffers(GIB / 2)).toBe(128)
  expect(sharedBuffers(512 * GIB)).toBe(4096)
})
