import type { Context } from 'hono'
import { type StoredFile, serve } from '../files.ts'
import { readForm } from '../form.ts'
import type { OurNumber } from '../numbers.ts'
import type { World } from '../world.ts'
import { GraphRefusal, noSuchObject } from './refusal.ts'

const MB = 1024 * 1024
const OFFICE = 'application/vnd.openxmlformats-officedocument'

/** Media types that Meta accepts, and their maximum sizes (facts sheet, section 6). */
const TAKES: Record<string, number> = {
  ...each(16 * MB, 'audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'),
  ...each(5 * MB, 'image/jpeg', 'image/png'),
  ...each(500 * 1024, 'image/webp'),
  ...each(16 * MB, 'video/mp4', 'video/3gpp', 'video/3gp'),
  ...each(100 * MB, 'text/plain', 'application/pdf', 'application/msword'),
  ...each(100 * MB, 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'),
  ...each(
    100 * MB,
    `${OFFICE}.wordprocessingml.document`,
    `${OFFICE}.spreadsheetml.sheet`,
    `${OFFICE}.presentationml.presentation`,
  ),
}

function each(size: number, ...types: string[]): Record<string, number> {
  return Object.fromEntries(types.map((type) => [type, size]))
}

/** `POST /{phone_number_id}/media`. */
export async function upload(world: World, c: Context, number: OurNumber): Promise<Response> {
  const form = await readForm(c.req.raw)
  if (!form?.file) throw new GraphRefusal(100, { message: 'The parameter file is required.' })
  const { fields, file } = form
  // Clients put it in the form or in the query.
  if ((fields.messaging_product ?? c.req.query('messaging_product')) !== 'whatsapp') {
    throw new GraphRefusal(100, { message: 'The parameter messaging_product is required.' })
  }
  const mime = (fields.type || file.type).toLowerCase()
  const baseType = mime.split(';')[0]!.trim()
  const max = TAKES[baseType]
  if (max === undefined) {
    const types = Object.keys(TAKES).join(', ')
    throw new GraphRefusal(100, {
      message: `Param file must be a file with one of the following types: ${types}. Received file of type '${baseType}'.`,
    })
  }
  if (file.bytes.length === 0 || file.bytes.length > max) {
    throw new GraphRefusal(131053, {
      details: `A file of ${baseType} has 1 to ${max} bytes, not ${file.bytes.length}.`,
    })
  }
  const kept = world.files.keep('business', file.bytes, {
    mime,
    filename: file.name,
    phoneNumberId: number.id,
  })
  return c.json({ id: kept.id })
}

/** `GET /{media_id}`: a download URL, valid for five minutes. */
export function describe(world: World, c: Context, id: string): Response {
  const file = find(world, c, id)
  const key = world.files.link(file)
  return c.json({
    messaging_product: 'whatsapp',
    // The origin of the request, which the caller can reach.
    url: `${new URL(c.req.url).origin}${new URL(world.url()).pathname}/graph/files/${id}/${key}`,
    mime_type: file.mime,
    sha256: file.sha256.toString('hex'),
    file_size: file.bytes.length,
    id,
  })
}

/** `DELETE /{media_id}`. */
export function remove(world: World, c: Context, id: string): Response {
  world.files.remove(find(world, c, id).id)
  return c.json({ success: true })
}

/** The file itself, at the URL from `describe`. */
export function download(world: World, c: Context, id: string, key: string): Response {
  const file = world.files.byLink(id, key)
  return file ? serve(file) : c.text('', 404)
}

function find(world: World, c: Context, id: string): StoredFile {
  const file = world.files.find(id)
  const asked = c.req.query('phone_number_id')
  const owner = file?.phoneNumberId ?? null
  const foreign = asked !== undefined && owner !== null && asked !== owner
  if (!file || foreign) throw noSuchObject(id)
  return file
}
