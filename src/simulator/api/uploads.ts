import type { Context } from 'hono'
import { AppError } from '../../protocol/errors.ts'
import type { StoredFile } from '../files.ts'
import { readForm } from '../form.ts'
import type { World } from '../world.ts'

/** Meta takes up to 100 MB from a customer (facts sheet, section 6). */
const MAX_BYTES = 100 * 1024 * 1024

/**
 * Stores a customer's file from a form: `file`, and `mime_type` to claim another type than the form says. Returns the other
 * fields too.
 */
export async function keepUpload(
  world: World,
  c: Context,
): Promise<{ file: StoredFile; fields: Record<string, string> }> {
  const form = await readForm(c.req.raw)
  if (!form?.file) throw new AppError('invalid_request', 'The form has no file.')
  const { bytes, type, name } = form.file
  if (bytes.length > MAX_BYTES) {
    throw new AppError('payload_too_large', 'A file is at most 100 MB.')
  }
  const { mime_type, ...fields } = form.fields
  const file = world.files.keep('customer', bytes, {
    mime: mime_type || type,
    filename: name,
    phoneNumberId: null,
  })
  return { file, fields }
}
