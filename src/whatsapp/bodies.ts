import { AppError } from '../protocol/errors.ts'

/** Nearly all are smaller. They come in one piece, and are not counted: a connection costs as much. */
const SMALL_BYTES = 16 * 1024
/** What each piece costs beside its bytes: a stranger may send one at a time. */
const PIECE_BYTES = 256

type Reading = {
  reader: ReadableStreamDefaultReader<Uint8Array>
  chunks: Uint8Array[]
  bytes: number
  /** Of memory. */
  held: number
  isGivenUp: boolean
}

/**
 * Reads raw bodies whose senders nobody knows before all of it has come.
 * SECURITY: what strangers send slowly, or never to its end, takes no more than `most` bytes of memory: then whoever has been at
 * it for longest is given up. Meta's come at once, and are not among those.
 * @param limit bytes of one body
 */
export function createBodies({ limit, most }: { limit: number; most: number }) {
  /** The oldest first. */
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
     * Null if it is larger than `limit`. What announces itself as too large is not read at all, and what does not announce
     * itself is read only up to the limit.
     * @throws AppError unavailable if it was given up
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
