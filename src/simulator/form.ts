import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'

export type Form = {
  fields: Record<string, string>
  file: { bytes: Buffer; type: string; name: string | null } | null
}

const MAX_FIELD_BYTES = 64 * 1024

/**
 * Reads a form with one file into memory; null if it is not a form. Bun's `formData()` takes the file's type from its name's
 * extension, but here the type that the part claims is needed, to try wrong ones.
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
