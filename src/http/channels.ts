import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { changeChannel } from '../actions/changeChannel.ts'
import { channel, channelChange } from '../protocol/channel.ts'
import { uuid } from '../protocol/uuid.ts'
import { listChannels } from '../store/channels.ts'
import { answer, bodyFailures, failures, jsonBody, success, successWith } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { auditActorOf, requireRole, requireSession } from './session.ts'

const tags = ['channels']
const security = [{ bearer: [] }]

/** `/channels`: our business numbers and their settings. */
export function channelRoutes(deps: HttpDeps) {
  const { ctx } = deps
  const signedIn = requireSession(deps)
  const admin = requireRole('admin')

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        summary: 'All business numbers',
        security,
        middleware: [signedIn, admin] as const,
        responses: {
          200: answer('All channels', z.array(channel), { next_cursor: z.null() }),
          ...failures('unauthenticated', 'forbidden'),
        },
      }),
      async (c) => successWith(c, await listChannels(ctx.sql), { next_cursor: null }),
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/{id}',
        tags,
        summary: 'Change a channel; rooms that are there stay as they are',
        security,
        middleware: [signedIn, admin] as const,
        request: { params: z.object({ id: uuid }), body: jsonBody(channelChange) },
        responses: {
          200: answer('Changed', channel),
          ...bodyFailures('unauthenticated', 'forbidden', 'not_found'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const changed = await changeChannel(ctx, id, c.req.valid('json'), auditActorOf(c.var))
        // The admin may have fixed the problem at Meta, too: check at once.
        if (changed.state === 'refused') void deps.probeChannels()
        return success(c, changed)
      },
    )
}
