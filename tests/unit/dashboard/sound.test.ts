import { expect, test } from 'bun:test'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import { opusSeconds } from '../../../src/dashboard/thread/body/opusSeconds.ts'
import { isShort, mayBeShort, peaksOf } from '../../../src/dashboard/thread/body/sound.ts'

test('a waveform’s peaks are relative to the loudest one', () => {
  expect(peaksOf(Float32Array.from([0, 0.25, -0.5, 0.1, 0, 0]), 3)).toEqual([0.5, 1, 0])
})

test('silence is flat, and a sound with fewer samples than bars works', () => {
  expect(peaksOf(new Float32Array(100), 4)).toEqual([0, 0, 0, 0])
  expect(peaksOf(Float32Array.from([1]), 3)).toEqual([1, 0, 0])
})

const fixture = (path: string) => Bun.file(new URL(`../../${path}`, import.meta.url)).bytes()
const VOICE = '../src/simulator/samples/voice.ogg'

/** A page of an Ogg file with these packets, each of less than 255 bytes. */
function page(packets: readonly Uint8Array[], { flags = 0, serial = 7 } = {}): Uint8Array {
  const head = new Uint8Array(27 + packets.length)
  head.set(Buffer.from('OggS'))
  head[5] = flags
  head[14] = serial
  head[26] = packets.length
  head.set(
    packets.map(({ length }) => length),
    27,
  )
  return Buffer.concat([head, ...packets])
}
const opusHead = (channels = 1) => {
  const packet = new Uint8Array(19)
  packet.set(Buffer.from('OpusHead'))
  packet[9] = channels
  return packet
}
const TAGS = Buffer.from('OpusTags')
const begun = (channels?: number) => [page([opusHead(channels)], { flags: 2 }), page([TAGS])]
const opus = (...pages: Uint8Array[]) => Buffer.concat([...begun(), ...pages])
/** 60 ms of nothing, in one byte. */
const SILENCE = Uint8Array.of(3 << 3)

test('[F6] half a megabyte that unpacks to hours is not listened to, whatever its pages claim', () => {
  const silence = page(Array(255).fill(SILENCE))
  const file = opus(...Array(950).fill(silence))
  expect(mayBeShort({ file_size: file.length, mime_type: 'audio/ogg; codecs=opus' })).toBe(true)
  expect(opusSeconds(file)).toBeCloseTo(950 * 255 * 0.06, 5)
  expect(isShort(file)).toBe(false)
})

test('[F6] a voice note is listened to', async () => {
  const voice = await fixture(VOICE)
  expect(mayBeShort({ file_size: voice.length, mime_type: 'audio/ogg; codecs=opus' })).toBe(true)
  expect(isShort(voice)).toBe(true)
  using input = new Input({ source: new BufferSource(voice), formats: ALL_FORMATS })
  expect(Math.abs(opusSeconds(voice)! - (await input.computeDuration()))).toBeLessThan(0.1)
})

test('[F6] frames of every kind count with their length, and a packet that is continued counts once', () => {
  const seconds = (...packets: Uint8Array[]) => opusSeconds(opus(page(packets)))
  expect(seconds(Uint8Array.of(0))).toBe(0.01)
  expect(seconds(Uint8Array.of((13 << 3) | 1))).toBe(0.04)
  expect(seconds(Uint8Array.of((16 << 3) | 3, 48))).toBeCloseTo(0.12, 9)
  const long = page([Uint8Array.from({ length: 255 }, () => SILENCE[0]!)])
  expect(opusSeconds(opus(long, page([SILENCE], { flags: 1 })))).toBe(0.06)
})

test('[F6] what is not one plain Opus sound from its first byte to its last is not listened to', async () => {
  for (const name of ['sound.mp3', 'vorbis.ogg', 'safari-voice.m4a', 'chromium-voice.webm'])
    expect(isShort(await fixture(`fixtures/media/${name}`))).toBe(false)
  const short = page([SILENCE])
  const files = [
    new Uint8Array(),
    opus(),
    Buffer.concat([...begun(8), short]),
    opus(short, Buffer.from('fLaC')),
    opus(short, page([SILENCE], { serial: 8 })),
    opus(short, ...begun()),
    opus(page([SILENCE], { flags: 1 })),
    opus(page([new Uint8Array()])),
    opus(page([Uint8Array.of(3)])),
    opus(short).subarray(0, -1),
  ]
  expect(files.map(isShort)).toEqual(files.map(() => false))
  expect(isShort(opus(short))).toBe(true)
  expect(mayBeShort({ file_size: 9, mime_type: 'audio/mpeg' })).toBe(false)
})
