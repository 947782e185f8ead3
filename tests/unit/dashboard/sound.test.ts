import { expect, test } from 'bun:test'
import { peaksOf } from '../../../src/dashboard/thread/body/sound.ts'

test('a waveform is as loud in each part as the loudest of all is in its own', () => {
  expect(peaksOf(Float32Array.from([0, 0.25, -0.5, 0.1, 0, 0]), 3)).toEqual([0.5, 1, 0])
})

test('silence is flat, and a sound shorter than its bars is no fault', () => {
  expect(peaksOf(new Float32Array(100), 4)).toEqual([0, 0, 0, 0])
  expect(peaksOf(Float32Array.from([1]), 3)).toEqual([1, 0, 0])
})
