import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import { isDiskFull } from '../media/diskFull.ts'
import { TooLarge, type WorkFile, type Workshop } from '../media/workshop.ts'
import { AppError } from '../protocol/errors.ts'

/** A form with one file, already on disk. `type` and `fileName` are the client's claims. */
export type ReceivedForm = {
  fields: Record<string, string>
  file: (WorkFile & { type: string | null; fileName: string | null }) | null
}

const MAX_FIELDS = 32
const MAX_FIELD_BYTES = 8 * 1024
/** Limit of everything but the file: fields, part headers, boundaries. */
const MAX_AROUND_BYTES = 512 * 1024

/**
 * Reads multipart/form-data as it streams in: fields in any order, and the file `fileField` straight to disk. If the form
 * breaks off, is too large or invalid, the file is removed again.
 * @throws AppError payload_too_large, invalid_request
 */
export async function receiveForm(
  request: Request,
  { workshop, fileField, maxBytes }: { workshop: Workshop; fileField: string; maxBytes: number },
): Promise<ReceivedForm> {
  const tooLarge = () =>
    new AppError('payload_too_large', `A file is at most ${maxBytes / 1024 / 1024} MB.`)
  if (Number(request.headers.get('Content-Length') ?? 0) > maxBytes + MAX_AROUND_BYTES)
    throw tooLarge()
  const parser = openParser(request)
  const fields = new Map<string, string>()
  let receiving: Promise<WorkFile> | undefined
  let claim = { type: null as string | null, fileName: null as string | null }

  parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
    if (nameTruncated || valueTruncated) parser.destroy(invalid('A field of the form is too long.'))
    else if (fields.has(name)) parser.destroy(invalid(`${name} is there twice.`))
    else fields.set(name, value)
  })
  parser.on('file', (name, stream, { mimeType, filename }) => {
    // The reader gets the error. Until there is one, this listener keeps it from being thrown.
    stream.on('error', () => {})
    if (name !== fileField || receiving) {
      stream.resume()
      parser.destroy(invalid(`The form holds one file, as ${fileField}.`))
      return
    }
    claim = { type: mimeType || null, fileName: filename || null }
    receiving = workshop.receive(stream, { maxBytes })
    // If the file fails, stops the whole form; the error surfaces in the await below.
    receiving.catch((error) => parser.destroy(error))
  })
  for (const limit of ['fieldsLimit', 'partsLimit', 'filesLimit'] as const)
    parser.on(limit, () => parser.destroy(invalid('The form has too many parts.')))

  try {
    await pipeline(counted(request, maxBytes + MAX_AROUND_BYTES), parser)
    const file = await receiving
    return { fields: Object.fromEntries(fields), file: file ? { ...file, ...claim } : null }
  } catch (error) {
    const file = await receiving?.catch(() => null)
    if (file) await workshop.discard(file)
    if (error instanceof TooLarge) throw tooLarge()
    if (error instanceof AppError || isDiskFull(error)) throw error
    throw invalid('The form can not be read, or broke off.')
  }
}

const invalid = (message: string) => new AppError('invalid_request', message)

function openParser(request: Request) {
  try {
    return busboy({
      headers: { 'content-type': request.headers.get('Content-Type') ?? '' },
      defParamCharset: 'utf8',
      limits: { files: 1, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES, fieldNameSize: 100 },
    })
  } catch {
    throw invalid('Send a form as multipart/form-data.')
  }
}

function counted({ body }: Request, maxBytes: number): Readable {
  return Readable.from(chunksOf(body, maxBytes), { objectMode: false })
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null, maxBytes: number) {
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new TooLarge(maxBytes)
    yield chunk
  }
}
