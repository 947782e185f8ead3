import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'

export type Form = {
  fields: Record<string, string>
  file: { bytes: Buffer; type: string; name: string | null } | null
}

const MAX_FIELD_BYTES = 64 * 1024

/**
 * A form with one file in it, in memory; null for what is none. Not `formData()`: Bun's takes a file's type from the end
 * of its name, and what its part claims is what a lie is tried with.
 */
export async function readForm(request: Request): Promise<Form | null> {
  const form: Form = { fields: {}, file: null }
  try {
    const parser = busboy({
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      defParamCharset: 'utf8',
      limits: { files: 1, fields: 30, fieldSize: MAX_FIELD_BYTES },
    })
    parser.on('field', (name, value) => {
      form.fields[name] = value
    })
    parser.on('file', (_, stream, { mimeType, filename }) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk) => chunks.push(chunk))
      stream.on('end', () => {
        form.file = { bytes: Buffer.concat(chunks), type: mimeType, name: filename || null }
      })
    })
    await pipeline(Readable.from(request.body ?? []), parser)
    return form
  } catch {
    return null
  }
}
