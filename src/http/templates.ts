import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { listTemplates } from '../actions/listTemplates.ts'
import { confirmStaff } from '../actions/lockStaff.ts'
import { templateParameters } from '../domain/template.ts'
import { pageLimit } from '../protocol/http.ts'
import { type Template, template, templateFreshness } from '../protocol/template.ts'
import { plainText } from '../protocol/text.ts'
import { uuid } from '../protocol/uuid.ts'
import type { StoredTemplate } from '../store/templates.ts'
import { answer, failures, success, successWith } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { decodeTemplateCursor, encodeTemplateCursor, pageOf } from './pageCursor.ts'
import { requireSession, requireStaff } from './session.ts'

const tags = ['templates']
const security = [{ bearer: [] }]
const query = z.object({
  channel_id: uuid.optional(),
  q: plainText.trim().min(1).max(100).optional(),
  cursor: z.string().optional(),
  limit: pageLimit,
})

/** `/templates`: the approved templates of the account, with their parameters. */
export function templateRoutes(deps: HttpDeps) {
  const { ctx, templates } = deps
  const signedIn = requireSession(deps)

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        summary: 'Templates that can be sent, by name, with the parameters that each of them takes',
        security,
        middleware: [signedIn] as const,
        request: { query },
        responses: {
          200: answer('A page of templates', z.array(template), {
            next_cursor: z.string().nullable(),
            ...templateFreshness,
          }),
          ...failures('invalid_request', 'unauthenticated'),
        },
      }),
      async (c) => {
        const { channel_id: channelId, q, cursor, limit } = c.req.valid('query')
        const asked = { channelId, q, after: decodeTemplateCursor(cursor), limit }
        const { freshness, templates: found } = await listTemplates(ctx, templates, asked)
        const { shown, next_cursor } = pageOf(found, limit, encodeTemplateCursor)
        return successWith(c, shown.map(show), { next_cursor, ...freshness })
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/refresh',
        tags,
        summary: 'Ask Meta for the templates now; webhooks and time do it by themselves',
        security,
        middleware: [signedIn, requireStaff] as const,
        responses: {
          200: answer('Asked', z.strictObject(templateFreshness)),
          ...failures('unauthenticated', 'forbidden'),
        },
      }),
      async (c) => {
        await confirmStaff(ctx, c.var.user.id)
        return success(c, await templates.all())
      },
    )
}

function show(one: StoredTemplate): Template {
  return {
    id: one.id,
    waba_id: one.wabaId,
    name: one.name,
    language: one.language,
    category: one.category,
    status: one.status,
    parameter_format: one.parameterFormat,
    components: [...one.components],
    parameters: templateParameters(one),
    quality: one.quality,
    updated_at: one.updatedAt,
  }
}
