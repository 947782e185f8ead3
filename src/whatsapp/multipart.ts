import { randomBytes } from 'node:crypto'
import { streamOf } from '../media/streamOf.ts'

/**
 * A multipart body that streams its file and knows its length beforehand. A FormData would be built in memory first,
 * and a file may have 100 MB.
 */
export function multipart(
  fields: Record<string, string>,
  file: { blob: Blob; name: string; type: string },
): { headers: Record<string, string>; body: ReadableStream<Uint8Array> } {
  const boundary = `ruang-${randomBytes(16).toString('hex')}`
  const part = (disposition: string, rest: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${rest}`
  const head = Buffer.from(
    [
      ...Object.entries(fields).map(([name, value]) => part(`name="${name}"`, `\r\n${value}\r\n`)),
      part(`name="file"; filename="${quote(file.name)}"`, `Content-Type: ${file.type}\r\n\r\n`),
    ].join(''),
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  return {
    headers: {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      'Content-Length': String(head.length + file.blob.size + tail.length),
    },
    body: streamOf(chunks(head, file.blob, tail)),
  }
}

async function* chunks(head: Uint8Array, file: Blob, tail: Uint8Array) {
  yield head
  yield* file.stream()
  yield tail
}

/** Escapes a file name as browsers do, so that it can't end the header it is part of. */
const quote = (name: string) =>
  name.replace(/["\r\n]/g, (char) => ({ '"': '%22', '\r': '%0D' })[char] ?? '%0A')
