/** The kinds of file that a WhatsApp message may carry. */
const MEDIA_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

const KB = 1024
const MB = 1024 * KB

/** What one upload may hold, whatever it is. */
export const MAX_UPLOAD_BYTES = 100 * MB
const MAX_STATIC_STICKER_BYTES = 100 * KB

/** What Meta takes from us, by content (facts sheet, section 6). */
const OUTBOUND: Record<MediaKind, { maxBytes: number; mimes: readonly string[] }> = {
  image: { maxBytes: 5 * MB, mimes: ['image/jpeg', 'image/png'] },
  video: { maxBytes: 16 * MB, mimes: ['video/mp4', 'video/3gpp'] },
  audio: {
    maxBytes: 16 * MB,
    mimes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  },
  sticker: { maxBytes: 500 * KB, mimes: ['image/webp'] },
  document: {
    maxBytes: MAX_UPLOAD_BYTES,
    mimes: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
  },
}

/** What customers may send us: Meta passes on up to 100 MB. */
export const INBOUND_MAX_BYTES: Record<MediaKind, number> = {
  image: 30 * MB,
  video: 100 * MB,
  audio: 100 * MB,
  document: 100 * MB,
  sticker: 5 * MB,
}

/** Where this server serves the file of a message, whatever the store. */
export const mediaUrl = (messageId: string) => `/media/${messageId}`

/** What a file turned out to be, by its content. */
export type FileFacts = {
  /** Without parameters; null if it is nothing that is known, and no text. */
  mime: string | null
  size: number
  /** Of a picture: it moves. */
  animated: boolean
  /** Of a sound or a film: how it is coded, where that is known. */
  audioCodec: string | null
  videoCodec: string | null
}

/** What its sender says it is: `type` as its part of the form names it. */
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

/** [F1] What a file may be sent as: its content decides, and what it claims to be may not be another kind. */
export function decideOutbound(file: FileFacts, claim: FileClaim): Outbound | Refusal {
  if (file.size === 0) return { reason: 'empty_file', message: 'The file is empty.' }
  const kind = file.mime === null ? null : outboundKind(file.mime)
  const lie =
    claimsOf(claim).find((claimed) => kind !== null && !agree(claimed, kind)) ??
    (kind === 'document' ? otherDocument(claim, file.mime!) : undefined)
  if (lie !== undefined) {
    const message = `The file claims to be ${lie}, and by its content it is ${file.mime}.`
    return { reason: 'type_mismatch', message }
  }
  if (file.mime === null || kind === null) {
    const what = file.mime ?? 'of no known type'
    return { reason: 'unsupported_type', message: `WhatsApp takes no such file: it is ${what}.` }
  }
  const codec = foreignCodec(file)
  if (codec !== null) {
    const message = `WhatsApp plays no ${codec}: take H.264 with AAC for a video, Opus for an Ogg file.`
    return { reason: 'unsupported_codec', message }
  }
  const limit =
    kind === 'sticker' && !file.animated ? MAX_STATIC_STICKER_BYTES : OUTBOUND[kind].maxBytes
  if (file.size > limit) {
    const message = `WhatsApp takes ${kind} files of at most ${readable(limit)}, and this one has ${readable(file.size)}.`
    return { reason: 'media_too_large', message }
  }
  return { kind, mime: fullMime(file)! }
}

/** With its codec, where players want to be told. */
export const fullMime = ({ mime, audioCodec }: Pick<FileFacts, 'mime' | 'audioCodec'>) =>
  mime === 'audio/ogg' && audioCodec === 'opus' ? 'audio/ogg; codecs=opus' : mime

/** [F2] Whether a customer's file is of the kind that its message names. A document may be anything. */
export function fitsKind(kind: MediaKind, mime: string | null): boolean {
  if (kind === 'document') return true
  const class_ = mime?.split('/')[0]
  return kind === 'sticker' ? class_ === 'image' : class_ === kind
}

const outboundKind = (mime: string): MediaKind | null =>
  MEDIA_KINDS.find((kind) => OUTBOUND[kind].mimes.includes(mime)) ?? null

/** Sounds and stickers go without. */
export const takesCaption = (kind: MediaKind) =>
  kind === 'image' || kind === 'video' || kind === 'document'

/** [F3] Shown in a page rather than saved: what a browser only paints or plays, and never runs. */
export const mayShowInline = (mime: string) =>
  /^(image\/(jpeg|png|gif|webp|avif)|(audio|video)\/[\w.+-]+)(;|$)/.test(mime)

/** Pages, scripts and the like: WhatsApp takes plain text only. */
const OTHER_TEXT = 'other text'
type Claim = MediaKind | typeof OTHER_TEXT

/** Kinds that a name's ending claims. */
const ENDINGS = new Map<string, Claim>(
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

/** What its media type and its name's ending say, each in its own way; what says nothing is left out. */
function claimsOf({ type, fileName }: FileClaim): Claim[] {
  const mime = baseType(type)
  const [family] = mime.split('/')
  const ofType: Claim | null =
    outboundKind(mime) ??
    MEDIA_KINDS.find((kind) => kind === family) ??
    (mime === 'text/csv' ? 'document' : family === 'text' ? OTHER_TEXT : null)
  const ending = endingOf(fileName)
  const ofEnding: Claim | null = ending === undefined ? null : (ENDINGS.get(ending) ?? null)
  return [ofType, ofEnding].flatMap((claim) => claim ?? [])
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
/** What a document is, by its name's ending. Whoever gets it opens it as that. */
const DOCUMENT_ENDINGS: Record<string, string> = {
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
/** Endings that run what they name. */
const PROGRAM = /^(exe|scr|msi|bat|cmd|ps1|vbs|wsf|hta|lnk|jar|apk|dmg|sh)$/

/**
 * What a document claims to be, if it is another: a page called report.pdf, a text called setup.bat. The name decides before the
 * type: Windows names a CSV file after Excel.
 */
function otherDocument({ type, fileName }: FileClaim, mime: string): string | undefined {
  const ending = endingOf(fileName)
  if (ending !== undefined && PROGRAM.test(ending)) return 'a program'
  const named = ending === undefined ? undefined : DOCUMENT_ENDINGS[ending]
  const claimed = named ?? baseType(type)
  const isDocument = OUTBOUND.document.mimes.includes(claimed)
  return isDocument && claimed !== mime ? claimed : undefined
}

const baseType = (type: string | null) => (type ?? '').split(';')[0]!.trim().toLowerCase()
const endingOf = (fileName: string | null) => fileName?.toLowerCase().match(/\.([a-z0-9]+)$/)?.[1]

/** Sound and film share containers: a recording without a picture is often named as a film. */
const agree = (claimed: string, kind: MediaKind) =>
  claimed === kind || (PLAYABLE.has(claimed) && PLAYABLE.has(kind))

const PLAYABLE = new Set<string>(['audio', 'video'])

function foreignCodec({ mime, audioCodec, videoCodec }: FileFacts): string | null {
  if (mime === 'video/mp4' && videoCodec !== null && videoCodec !== 'avc') return videoCodec
  if (mime === 'video/mp4' && audioCodec !== null && audioCodec !== 'aac') return audioCodec
  if (mime === 'audio/ogg' && audioCodec !== 'opus') return audioCodec ?? 'such Ogg file'
  return null
}

const readable = (bytes: number) =>
  bytes >= MB ? `${Math.round((bytes / MB) * 10) / 10} MB` : `${Math.ceil(bytes / KB)} kB`
