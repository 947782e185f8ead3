import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'
import type { Files } from './build.ts'

export type Encoding = 'br' | 'zstd' | 'gzip'
/** A file as it is, and in every encoding that makes it smaller. */
export type Asset = { plain: Uint8Array; encoded: Partial<Record<Encoding, Uint8Array>> }

const BROTLI_QUALITY = 9
const SMALLEST_WORTH_IT = 512

const ENCODE: Record<Encoding, (bytes: Uint8Array) => Promise<Uint8Array>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  zstd: (bytes) =>
    promisify(zstdCompress)(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 12 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
}

/** Compresses each file once, off the main thread; or takes what an earlier start has compressed into `directory`. */
export async function compressed(
  files: Files,
  directory: string | null,
): Promise<Map<string, Asset>> {
  const entries = Object.entries(files).map(async ([name, plain]) => {
    const asset: Asset = { plain, encoded: {} }
    if (plain.length >= SMALLEST_WORTH_IT && !name.endsWith('.woff2')) {
      await Promise.all(
        (Object.keys(ENCODE) as Encoding[]).map(async (encoding) => {
          const kept = directory && Bun.file(`${directory}/${name}.${encoding}`)
          asset.encoded[encoding] =
            kept && (await kept.exists()) ? await kept.bytes() : await ENCODE[encoding](plain)
        }),
      )
    }
    return [name, asset] as const
  })
  return new Map(await Promise.all(entries))
}
