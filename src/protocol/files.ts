const KB = 1024
const MB = 1024 * KB

/** The kinds of file that a WhatsApp message may carry. */
export const MEDIA_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

/** What Meta accepts from us, by content (facts sheet, section 6). */
export const OUTBOUND: Record<MediaKind, { maxBytes: number; mimes: readonly string[] }> = {
  image: { maxBytes: 5 * MB, mimes: ['image/jpeg', 'image/png'] },
  video: { maxBytes: 16 * MB, mimes: ['video/mp4', 'video/3gpp'] },
  audio: {
    maxBytes: 16 * MB,
    mimes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  },
  sticker: { maxBytes: 500 * KB, mimes: ['image/webp'] },
  document: {
    maxBytes: 100 * MB,
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

/** The kind of file that WhatsApp takes this type as, without its parameters; null if it takes none. */
export const outboundKind = (mime: string): MediaKind | null =>
  MEDIA_KINDS.find((kind) => OUTBOUND[kind].mimes.includes(mime)) ?? null
