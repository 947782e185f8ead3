import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { health } from '../protocol/health.ts'
import { answer, failures, success } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { requireRole, requireSession } from './session.ts'

/** `/dashboard/health`: the details of `/ready`, for admins of the inbox. */
export function serverHealthRoutes(deps: HttpDeps) {
  return new OpenAPIHono<HttpEnv>().openapi(
    createRoute({
      method: 'get',
      path: '/health',
      tags: ['dashboard'],
      summary: 'What is wrong with the server that answers, and with what it stands on',
      security: [{ bearer: [] }],
      middleware: [requireSession(deps), requireRole('admin')] as const,
      responses: {
        200: answer('How it is', health),
        ...failures('unauthenticated', 'forbidden'),
      },
    }),
    async (c) => success(c, await deps.health()),
  )
}
