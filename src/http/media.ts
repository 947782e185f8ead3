import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { create as disposition } from 'content-disposition'
import { createMiddleware } from 'hono/factory'
import { z } from 'zod'
import { mayShowInline, mediaUrl } from '../domain/mediaRules.ts'
import type { ByteRange } from '../media/objects.ts'
import { AppError } from '../protocol/errors.ts'
import { uuid } from '../protocol/uuid.ts'
import { findServedMedia, type ServedMedia } from '../store/media.ts'
import { findSessionUser } from '../store/users.ts'
import { answer, failures, success } from './answers.ts'
import { allowEmptyBody } from './bodies.ts'
import { chooseRange, isFresh } from './byteRanges.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { admit, readerOf, requireSession, type SessionEnv } from './session.ts'

const params = z.object({ message_id: uuid })
const described = (description: string) => ({ description })
const file = (description: string) => ({
  description,
  content: { '*/*': { schema: z.string().meta({ format: 'binary' }) } },
})

/** `/media/:message_id`: the files of messages. */
export function mediaRoutes(deps: HttpDeps) {
  const { ctx, media: files } = deps

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/{message_id}',
        tags: ['media'],
        summary: 'The file of a message, with ranges; by a bearer token or by a link',
        description:
          'Pictures, sounds and films are shown inline, everything else is saved. While a file is still being fetched the answer is `not_found` with `details.reason` `not_here_yet`; one that will not come says why in the message’s `metadata.media_error`.',
        security: [{ bearer: [] }, {}],
        middleware: [requireSessionOrLink(deps)] as const,
        request: { params, query: z.object({ link: z.string().optional() }) },
        responses: {
          200: file('The file'),
          206: file('The part that `Range` asks for'),
          304: described('The file that `If-None-Match` names'),
          416: described('`Range` names no part of the file'),
          ...failures('unauthenticated', 'not_found'),
        },
      }),
      async (c) => {
        const { message_id } = c.req.valid('param')
        const found = await findServedMedia(ctx.sql, readerOf(c.var.user), message_id)
        const media = requireAvailable(found)
        const headers = headersOf(media)
        if (isFresh(c.req.raw.headers, headers.ETag)) return c.body(null, 304, headers) as never
        const range = chooseRange(c.req.raw.headers, { size: media.size, etag: headers.ETag })
        if (range === 'unsatisfiable') {
          const unsatisfiable = { ...headers, 'Content-Range': `bytes */${media.size}` }
          return c.body(null, 416, unsatisfiable) as never
        }
        const body = await readObject(deps, media.object, range)
        const length = range ? range.end - range.start + 1 : media.size
        return new Response(body, {
          status: range ? 206 : 200,
          headers: {
            ...headers,
            'Content-Length': String(length),
            ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${media.size}` }),
          },
        }) as never
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{message_id}/link',
        tags: ['media'],
        summary:
          'A link to the file, for <img> and <video>: 10 minutes, access checked at each use',
        security: [{ bearer: [] }],
        middleware: [requireSession(deps), allowEmptyBody] as const,
        request: { params },
        responses: {
          200: answer(
            'The link, relative to this server',
            z.strictObject({ url: z.string(), expires_at: z.iso.datetime({ precision: 3 }) }),
          ),
          ...failures('unauthenticated', 'not_found'),
        },
      }),
      async (c) => {
        const { message_id } = c.req.valid('param')
        const { user } = c.var
        requireAvailable(await findServedMedia(ctx.sql, readerOf(user), message_id))
        const { link, expiresAt } = files.links.issue(message_id, {
          userId: user.id,
          familyId: user.familyId,
        })
        const url = `${mediaUrl(message_id)}?${new URLSearchParams({ link })}`
        return success(c, { url, expires_at: new Date(expiresAt).toISOString() })
      },
    )
}

/** As requireSession, or by a link whose holder is still signed in. */
function requireSessionOrLink(deps: HttpDeps) {
  const signedIn = requireSession(deps)
  return createMiddleware<SessionEnv>(async (c, next) => {
    const link = c.req.query('link')
    if (link === undefined) return signedIn(c, next)
    const holder = deps.media.links.verify((c.req.param('message_id') ?? '').toLowerCase(), link)
    const user = holder && (await findSessionUser(deps.ctx.sql, holder))
    const known = user && { ...user, familyId: holder.familyId }
    admit(c, deps.limits, known, 'The link has expired: request a new one.')
    await next()
  })
}

async function readObject({ media, log }: HttpDeps, object: string, range: ByteRange | null) {
  const body = await media.objects.read(object, range ?? undefined).catch((error) => {
    const { code } = error as { code?: unknown }
    log.error({ code, object }, 'the file store is unreachable')
    throw new AppError('unavailable', "The file can't be read right now.")
  })
  if (body !== null) return body
  log.error({ object }, 'a file is missing from its store')
  throw new AppError('not_found', 'The file no longer exists.')
}

function requireAvailable(media: ServedMedia | null): ServedMedia & { object: string } {
  if (media?.state === 'stored' && media.object !== null && !media.gone)
    return { ...media, object: media.object }
  if (!media || media.gone) throw new AppError('not_found', 'There is no such file.')
  const reason = media.state === 'remote' ? 'not_here_yet' : 'will_not_come'
  throw new AppError('not_found', 'The file is not here.', { reason })
}

/**
 * SECURITY: customers' files are served from our own origin. The type is that of the content, browsers may not sniff another
 * one, nothing in a file may run, and only types that are painted or played open in a page.
 */
function headersOf({ mime, sha256, fileName, object }: ServedMedia & { object: string }) {
  const inline = mayShowInline(mime)
  const name = fileName ?? object.slice(object.lastIndexOf('/') + 1)
  return {
    'Content-Type': inline || DOWNLOAD_TYPES.test(mime) ? mime : 'application/octet-stream',
    'Content-Disposition': disposition(name, { type: inline ? 'inline' : 'attachment' }),
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    // Browsers may cache it but must revalidate: a user who lost the room must lose the file.
    'Cache-Control': 'private, no-cache',
    'Accept-Ranges': 'bytes',
    ETag: `"${sha256.slice(0, 32)}"`,
  }
}

/** Types that are named for downloads, since the file name may not be enough; none that a browser would run. */
const DOWNLOAD_TYPES =
  /^(text\/plain|application\/(pdf|zip|msword|vnd\.(ms-|openxmlformats-)[\w.-]+))$/
