import { MEDIA_KINDS, type MediaKind, OUTBOUND, outboundKind } from '../protocol/files.ts'

const KB = 1024
const MB = 1024 * KB

/** The limit of one upload, of whatever kind. */
export const MAX_UPLOAD_BYTES = 100 * MB
const MAX_STATIC_STICKER_BYTES = 100 * KB

/** Limits for customers' files: Meta delivers up to 100 MB. */
export const INBOUND_MAX_BYTES: Record<MediaKind, number> = {
  image: 30 * MB,
  video: 100 * MB,
  audio: 100 * MB,
  document: 100 * MB,
  sticker: 5 * MB,
}

/** A browser needs 200 MB to show 50 megapixels. WhatsApp's own photos have 16 at most. */
const MAX_PIXELS = 50_000_000

/** [F5] Whether a picture has too many pixels to be shown, however few bytes its file has. */
export const hasTooManyPixels = ({ pixels }: Pick<FileFacts, 'pixels'>) =>
  (pixels ?? 0) > MAX_PIXELS

/** The URL path of a message's file on this server, wherever the file is stored. */
export const mediaUrl = (messageId: string) => `/media/${messageId}`

/** What a file is, by its content. */
export type FileFacts = {
  /** Without parameters; null if neither a known type nor text. */
  mime: string | null
  size: number
  /** Pictures: whether it is animated. */
  animated: boolean
  /** Pictures: the number of pixels, if the header says it. */
  pixels?: number | null
  /** Audio and video: the codecs, if known. */
  audioCodec: string | null
  videoCodec: string | null
}

/** What the uploader claims it to be: `type` is the Content-Type of its part of the form. */
export type FileClaim = { type: string | null; fileName: string | null }

export type Refusal = {
  reason:
    | 'empty_file'
    | 'unsupported_type'
    | 'type_mismatch'
    | 'unsupported_codec'
    | 'media_too_large'
  message: string
}

export type Outbound = { kind: MediaKind; mime: string }

/** [F1] What a file is sent as, or why not. Its content decides; a claim of another kind is refused. */
export function decideOutbound(file: FileFacts, claim: FileClaim): Outbound | Refusal {
  if (file.size === 0) return { reason: 'empty_file', message: 'The file is empty.' }
  const kind = file.mime === null ? null : outboundKind(file.mime)
  const falseClaim =
    claimsOf(claim).find((claimed) => kind !== null && !agree(claimed, kind)) ??
    (kind === 'document' ? otherDocument(claim, file.mime!) : undefined)
  if (falseClaim !== undefined) {
    const message = `The file claims to be ${falseClaim}, and by its content it is ${file.mime}.`
    return { reason: 'type_mismatch', message }
  }
  if (file.mime === null || kind === null) {
    const what = file.mime ?? 'of no known type'
    return {
      reason: 'unsupported_type',
      message: `WhatsApp does not accept this file: it is ${what}.`,
    }
  }
  const codec = foreignCodec(file)
  if (codec !== null) {
    const message = `WhatsApp plays no ${codec}: take H.264 with AAC for a video, Opus for an Ogg file.`
    return { reason: 'unsupported_codec', message }
  }
  const limit =
    kind === 'sticker' && !file.animated ? MAX_STATIC_STICKER_BYTES : OUTBOUND[kind].maxBytes
  if (file.size > limit) {
    const message = `WhatsApp takes ${kind} files of at most ${formatBytes(limit)}, and this one has ${formatBytes(file.size)}.`
    return { reason: 'media_too_large', message }
  }
  if (hasTooManyPixels(file)) {
    const message = `The picture has ${file.pixels} pixels, and may have ${MAX_PIXELS}.`
    return { reason: 'media_too_large', message }
  }
  return { kind, mime: fullMime(file)! }
}

/** The MIME type with its codec where players need it. */
export const fullMime = ({ mime, audioCodec }: Pick<FileFacts, 'mime' | 'audioCodec'>) =>
  mime === 'audio/ogg' && audioCodec === 'opus' ? 'audio/ogg; codecs=opus' : mime

/** [F2] Whether a customer's file is of the kind that its message names. A document may be anything. */
export function fitsKind(kind: MediaKind, mime: string | null): boolean {
  if (kind === 'document') return true
  const class_ = mime?.split('/')[0]
  return kind === 'sticker' ? class_ === 'image' : class_ === kind
}

/** Audio and stickers have no caption. */
export const takesCaption = (kind: MediaKind) =>
  kind === 'image' || kind === 'video' || kind === 'document'

/** [F3] Whether a file may be shown in a page instead of downloaded: only types that a browser never runs. */
export const mayShowInline = (mime: string) =>
  /^(image\/(jpeg|png|gif|webp|avif)|(audio|video)\/[\w.+-]+)(;|$)/.test(mime)

/** Pages, scripts and the like: WhatsApp takes plain text only. */
const OTHER_TEXT = 'other text'
type Claim = MediaKind | typeof OTHER_TEXT

/** The kind that each file name extension claims. */
const EXTENSIONS = new Map<string, Claim>(
  Object.entries({
    jpg: 'image',
    jpeg: 'image',
    png: 'image',
    webp: 'sticker',
    mp4: 'video',
    '3gp': 'video',
    mov: 'video',
    mp3: 'audio',
    ogg: 'audio',
    opus: 'audio',
    amr: 'audio',
    aac: 'audio',
    m4a: 'audio',
    weba: 'audio',
    pdf: 'document',
    doc: 'document',
    docx: 'document',
    xls: 'document',
    xlsx: 'document',
    ppt: 'document',
    pptx: 'document',
    txt: 'document',
    csv: 'document',
    html: OTHER_TEXT,
    htm: OTHER_TEXT,
    svg: 'image',
    xml: OTHER_TEXT,
    js: OTHER_TEXT,
  }),
)

/** The kinds that the MIME type and the file name extension claim, as far as they claim any. */
function claimsOf({ type, fileName }: FileClaim): Claim[] {
  const mime = baseType(type)
  const [family] = mime.split('/')
  const ofType: Claim | null =
    outboundKind(mime) ??
    MEDIA_KINDS.find((kind) => kind === family) ??
    (mime === 'text/csv' ? 'document' : family === 'text' ? OTHER_TEXT : null)
  const ending = extensionOf(fileName)
  const typeOfExtension: Claim | null =
    ending === undefined ? null : (EXTENSIONS.get(ending) ?? null)
  return [ofType, typeOfExtension].flatMap((claim) => claim ?? [])
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
/** MIME types of documents by extension: the recipient's device opens the file by its extension. */
const DOCUMENT_EXTENSIONS: Record<string, string> = {
  txt: 'text/plain',
  csv: 'text/plain',
  pdf: 'application/pdf',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  pptx: `${OFFICE}.presentationml.presentation`,
}
/** Extensions of files that are run when opened, or whose content is. */
const PROGRAM =
  /^(exe|scr|pif|cpl|msi|msp|bat|cmd|ps1|psm1|vbs|vbe|jse|wsf|wsh|hta|lnk|url|scf|inf|reg|msc|rdp|application|jar|jnlp|apk|dmg|pkg|app|command|scpt|desktop|sh|py|pl|php)$/

/**
 * The false claim of a document, if there is one: an HTML page named report.pdf, a text named setup.bat. The name counts
 * before the MIME type, since Windows sends a CSV file as Excel's type.
 */
function otherDocument({ type, fileName }: FileClaim, mime: string): string | undefined {
  if (isProgram(fileName)) return 'a program'
  const ending = extensionOf(fileName)
  const named = ending === undefined ? undefined : DOCUMENT_EXTENSIONS[ending]
  const claimed = named ?? baseType(type)
  const isDocument = OUTBOUND.document.mimes.includes(claimed)
  return isDocument && claimed !== mime ? claimed : undefined
}

/** [F1] Whether opening a document of this name would run it. */
export const isProgram = (fileName: string | null) => PROGRAM.test(extensionOf(fileName) ?? '')

const baseType = (type: string | null) => (type ?? '').split(';')[0]!.trim().toLowerCase()

/** The extension. Invisible characters, and trailing dots and spaces, which Windows drops, do not hide it. */
const extensionOf = (fileName: string | null) =>
  fileName
    ?.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu, '')
    .replace(/(?<![\s.])[\s.]+$/, '')
    .toLowerCase()
    .match(/\.([a-z0-9]+)$/)?.[1]

/** Audio and video share containers: a voice recording is often labelled as a video. */
const agree = (claimed: string, kind: MediaKind) =>
  claimed === kind || (PLAYABLE.has(claimed) && PLAYABLE.has(kind))

const PLAYABLE = new Set<string>(['audio', 'video'])

function foreignCodec({ mime, audioCodec, videoCodec }: FileFacts): string | null {
  if (mime === 'video/mp4' && videoCodec !== null && videoCodec !== 'avc') return videoCodec
  if (mime === 'video/mp4' && audioCodec !== null && audioCodec !== 'aac') return audioCodec
  if (mime === 'audio/ogg' && audioCodec !== 'opus') return audioCodec ?? 'such Ogg file'
  return null
}

const formatBytes = (bytes: number) =>
  bytes >= MB ? `${Math.round((bytes / MB) * 10) / 10} MB` : `${Math.ceil(bytes / KB)} kB`
