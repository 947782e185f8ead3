import { opusSeconds } from './opusSeconds.ts'

const BARS = 44
/** Some minutes of speech. */
const MOST_BYTES = 512 * 1024
/** 115 MB for each channel, once it is decoded. */
const MOST_SECONDS = 600

/** A sound's duration, and the loudness of each part of it from 0 to 1. */
export type Sound = { seconds: number; peaks: number[] }

/** What a file is, by its content. */
type FileInfo = { file_size: number | null; mime_type: string | null }

/**
 * [F6] Whether a file is decoded before it is played, for its waveform: only a voice note of moderate size. SECURITY: decoding unpacks
 * all of it, to a hundred times its size and more: an hour of speech takes a gigabyte, and customers may send many.
 */
export const mayBeShort = ({ file_size, mime_type }: FileInfo): boolean =>
  file_size !== null && file_size <= MOST_BYTES && /^audio\/ogg\b/.test(mime_type ?? '')

/**
 * [F6] SECURITY: decided by the content, not by the size. 60 ms of silence takes one byte, and other file types can unpack to any length.
 */
export function isShort(file: Uint8Array): boolean {
  const seconds = opusSeconds(file)
  return seconds !== null && seconds <= MOST_SECONDS
}

let last: Promise<unknown> = Promise.resolve()

/** Fetches and decodes a whole file, one at a time. @throws if it is too long, or if this browser cannot decode it */
export function soundOf(url: string, signal: AbortSignal): Promise<Sound> {
  const sound = last.then(() => decode(url, signal))
  last = sound.catch(() => {})
  return sound
}

async function decode(url: string, signal: AbortSignal): Promise<Sound> {
  const answer = await fetch(url, { signal })
  if (!answer.ok) throw new Error(`The file answered ${answer.status}.`)
  const file = await answer.arrayBuffer()
  if (!isShort(new Uint8Array(file))) throw new Error('It is too long to be decoded.')
  // Its own rate does not matter: only how loud it is.
  const context = new OfflineAudioContext(1, 1, 8000)
  const sound = await context.decodeAudioData(file)
  return { seconds: sound.duration, peaks: peaksOf(sound.getChannelData(0), BARS) }
}

/** The peak of each part, relative to the highest peak. */
export function peaksOf(samples: Float32Array, bars: number): number[] {
  const each = Math.max(1, Math.floor(samples.length / bars))
  const peaks = Array.from({ length: bars }, (_, bar) => {
    let peak = 0
    const end = Math.min(samples.length, (bar + 1) * each)
    for (let i = bar * each; i < end; i++) peak = Math.max(peak, Math.abs(samples[i]!))
    return peak
  })
  const loudest = Math.max(...peaks)
  return loudest > 0 ? peaks.map((peak) => peak / loudest) : peaks
}
