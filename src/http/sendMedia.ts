import { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { sendMedia } from '../actions/sendMedia.ts'
import { MAX_UPLOAD_BYTES } from '../domain/mediaRules.ts'
import { AppError } from '../protocol/errors.ts'
import { sendMedia as fieldsOfForm, ONE_OF } from '../protocol/sending.ts'
import { findSessionUser } from '../store/users.ts'
import { bodyFailures } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { refuseInvalid } from './errors.ts'
import { receiveForm } from './receiveForm.ts'
import { answered, sent } from './sends.ts'
import { readerOf, requireSession } from './session.ts'
import { limitUploads } from './shedLoad.ts'

const PATH = '/send-media-combined'
const FILE = 'media'

/** `/messages/send-media-combined`: its form is streamed to disk, instead of being read into memory by the library. */
export function sendMediaRoutes(deps: HttpDeps) {
  const app = new OpenAPIHono<HttpEnv>()
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: PATH,
    tags: ['messages'],
    summary: 'Send a file: picture, film, sound, voice note, document or sticker',
    description:
      'The kind is that of the content, and a claim of another kind is refused. Fields may come after the file. A recording of a browser with `voice` is sent as a voice note.',
    security: [{ bearer: [] }],
    request: { body: { required: true, content: { 'multipart/form-data': { schema: FORM } } } },
    responses: {
      ...sent,
      ...bodyFailures('unauthenticated', 'forbidden', 'not_found', 'conflict', 'unprocessable'),
    },
  })

  return app.post(PATH, requireSession(deps), limitUploads(deps.config.rateLimits), async (c) => {
    const { workshop } = deps.media
    const form = await receiveForm(c.req.raw, {
      workshop,
      fileField: FILE,
      maxBytes: MAX_UPLOAD_BYTES,
    })
    const { file } = form
    if (!file) throw new AppError('invalid_request', `The form holds no file, as ${FILE}.`)
    try {
      const fields = fieldsOfForm.safeParse(form.fields)
      refuseInvalid({ target: 'form', ...fields })
      // Checked again: an upload may take long, and the user's access may have ended meanwhile.
      const user = await findSessionUser(deps.ctx.sql, { ...c.var.user, userId: c.var.user.id })
      if (!user) throw new AppError('unauthenticated', 'Sign in first.')
      const caller = readerOf({ ...c.var.user, ...user })
      return answered(c, await sendMedia(deps, caller, fields.data!, file))
    } finally {
      // Has no effect if the file was moved meanwhile.
      await workshop.discard(file)
    }
  })
}

const FORM = z
  .object({
    media: z.string().meta({ format: 'binary', description: 'The file, at most 100 MB' }),
    room_id: z.uuid().optional(),
    to: z.string().optional(),
    channel_id: z.uuid().optional(),
    user_id: z.uuid().optional(),
    client_message_id: z.string().max(128).optional(),
    reply_to_wa_message_id: z.string().optional(),
    caption: z.string().max(1024).optional().meta({ description: 'Not of sounds and stickers' }),
    voice: z.enum(['true', 'false']).optional(),
  })
  .meta({ id: 'SendMediaForm', ...ONE_OF })
