import { open } from 'node:fs/promises'
import { detectCfbf } from '@file-type/cfbf'
import { FileTypeParser } from 'file-type'
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny'
import type { FileFacts } from '../domain/mediaRules.ts'
import { readOfficeStreams } from './officeStreams.ts'
import { pixelsOf } from './pixels.ts'
import { isSystemError } from './unreadable.ts'

/** Alternative names of the same type. */
const ALIASES: Record<string, string> = {
  'audio/x-m4a': 'audio/mp4',
  'video/x-m4v': 'video/mp4',
  'audio/mp3': 'audio/mpeg',
  'audio/opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'image/apng': 'image/png',
  'video/matroska': 'video/x-matroska',
}
/** Containers that may hold video or only audio: their tracks must be read to tell. */
const CONTAINERS = new Set(['video/mp4', 'video/3gpp', 'video/webm', 'audio/mp4', 'audio/ogg'])
const TEXT_SAMPLE_BYTES = 64 * 1024
const ANIMATED_FLAG = 0x02
/** Profiles and previews may come before an image's size, so it is searched in as much as the largest image has. */
const PICTURE_HEAD_BYTES = 30 * 1024 * 1024

const parser = new FileTypeParser({ customDetectors: [detectCfbf] })

export type Inspected = Omit<FileFacts, 'size'> & {
  /** For the file name: no dot, only letters and digits. */
  extension: string
}

/**
 * Detects a file's type by its content alone.
 * @throws the system's error if the file could not be opened or read
 */
export async function inspectFile(path: string): Promise<Inspected> {
  const plain = { animated: false, audioCodec: null, videoCodec: null }
  const found = await parser.fromFile(path).catch(unknownUnlessUnread)
  if (found === undefined) {
    const known = await isText(path)
    return { ...plain, mime: known ? 'text/plain' : null, extension: known ? 'txt' : 'bin' }
  }
  const named = found.mime.split(';')[0]!
  const mime = ALIASES[named] ?? named
  if (mime === 'application/x-cfb') return { ...plain, ...(await readOfficeStreams(path)) }
  const extension = found.ext === 'opus' ? 'ogg' : found.ext.replace(/[^a-z0-9]/g, '')
  if (CONTAINERS.has(mime)) return { ...(await lookInside(path, mime)), extension }
  if (!mime.startsWith('image/')) return { ...plain, mime, extension }
  const animated = mime === 'image/webp' && (await isAnimated(path))
  const pixels = pixelsOf(mime, await Bun.file(path).slice(0, PICTURE_HEAD_BYTES).bytes())
  return { ...plain, mime, animated, pixels, extension }
}

/** Reads a container's tracks. If they can't be parsed, the type is unknown. */
async function lookInside(path: string, mime: string): Promise<Omit<FileFacts, 'size'>> {
  using input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  try {
    const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()]
    const codecs = { audioCodec: audio?.codec ?? null, videoCodec: video?.codec ?? null }
    const heard = video === null && audio !== null ? mime.replace('video/', 'audio/') : mime
    return { ...codecs, animated: false, mime: video || audio ? heard : null }
  } catch (error) {
    unknownUnlessUnread(error)
    return { mime: null, animated: false, audioCodec: null, videoCodec: null }
  }
}

/** An error of the parser means an unknown type. A system error says nothing about the type, so it is rethrown. */
function unknownUnlessUnread(error: unknown): undefined {
  if (isSystemError(error)) throw error
}

/** Whether the beginning of the file is valid UTF-8 without control characters. */
async function isText(path: string): Promise<boolean> {
  const bytes = await head(path, TEXT_SAMPLE_BYTES)
  try {
    // A full sample may end in the middle of a character.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, {
      stream: bytes.length === TEXT_SAMPLE_BYTES,
    })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
    return text !== '' && !/[\0-\x08\x0b\x0e-\x1f\x7f]/.test(text)
  } catch {
    return false
  }
}

/** Only an extended WebP can be animated; a flag in its first chunk says so. */
async function isAnimated(path: string): Promise<boolean> {
  const bytes = await head(path, 21)
  return bytes.subarray(12, 16).toString() === 'VP8X' && (bytes[20]! & ANIMATED_FLAG) !== 0
}

async function head(path: string, length: number): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
