import { AppError } from '../protocol/errors.ts'

/** Most bodies are smaller. They are read in one piece and not counted, since a connection costs as much memory anyway. */
const SMALL_BYTES = 16 * 1024
/** Memory per piece besides its bytes: an attacker may send one byte at a time. */
const PIECE_BYTES = 256

type Reading = {
  reader: ReadableStreamDefaultReader<Uint8Array>
  chunks: Uint8Array[]
  bytes: number
  /** Memory used, in bytes. */
  held: number
  isGivenUp: boolean
}

/**
 * Reads raw bodies whose sender is unknown until the whole body has been read.
 * SECURITY: bodies sent slowly, or never to their end, use at most `most` bytes of memory together. Above that, the oldest
 * are given up. Meta sends its bodies at once, so they are not among those.
 * @param limit the limit of one body, in bytes
 */
export function createBodyReader({ limit, most }: { limit: number; most: number }) {
  /** Oldest first. */
  const reading = new Set<Reading>()
  let held = 0

  const forget = (one: Reading) => {
    reading.delete(one)
    held -= one.held
    one.held = 0
    one.chunks = []
  }
  const makeRoom = () => {
    for (const one of reading) {
      if (held <= most) return
      forget(one)
      one.isGivenUp = true
      one.reader.cancel().catch(() => {})
    }
  }

  return {
    /**
     * Null if the body is over `limit`. With a Content-Length over it, nothing is read; without one, reading stops there.
     * @throws AppError unavailable if the body was given up
     */
    async read(request: Request): Promise<Uint8Array | null> {
      const announced = request.headers.get('content-length')
      if (announced !== null && Number(announced) > limit) return null
      if (announced !== null && Number(announced) <= SMALL_BYTES)
        return new Uint8Array(await request.arrayBuffer())
      if (!request.body) return new Uint8Array()
      const reader = request.body.getReader()
      const one: Reading = { reader, chunks: [], bytes: 0, held: 0, isGivenUp: false }
      reading.add(one)
      try {
        for (;;) {
          const { done, value } = await reader.read()
          if (one.isGivenUp)
            throw new AppError('unavailable', 'This body came too slowly. Send it again.')
          if (done) return Buffer.concat(one.chunks)
          one.bytes += value.byteLength
          const costs = value.byteLength + PIECE_BYTES
          one.held += costs
          held += costs
          if (one.bytes > limit) {
            reader.cancel().catch(() => {})
            return null
          }
          one.chunks.push(value)
          makeRoom()
        }
      } finally {
        forget(one)
      }
    },
  }
}
