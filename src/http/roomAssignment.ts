import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { assign } from '../actions/assign.ts'
import { claim } from '../actions/claim.ts'
import { handOver } from '../actions/handOver.ts'
import { unassign } from '../actions/unassign.ts'
import { participant } from '../protocol/room.ts'
import { assignment, unassignment } from '../protocol/rooms.ts'
import { answer, bodyFailures, failures, jsonBody, success } from './answers.ts'
import { allowEmptyBody } from './bodies.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { roomParams as params, roomIdOf } from './roomId.ts'
import { requireRole, requireSession, requireStaff } from './session.ts'

const tags = ['rooms']
const security = [{ bearer: [] }]
const participants = z.array(participant)

/** `/rooms/:id…`: assigning, unassigning and claiming a room. */
export function roomAssignmentRoutes(deps: HttpDeps) {
  const { ctx } = deps
  const signedIn = requireSession(deps)

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/assign',
        tags,
        summary: 'Make a user a participant, or hand over to them; idempotent',
        security,
        middleware: [signedIn, requireStaff] as const,
        request: { params, body: jsonBody(assignment) },
        responses: {
          200: answer('The participants', participants),
          ...bodyFailures('unauthenticated', 'forbidden', 'not_found', 'conflict', 'unprocessable'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const { agent_id, from } = c.req.valid('json')
        const by = c.var.user.id
        if (from === undefined)
          return success(c, await assign(ctx, { roomId, agentId: agent_id, by }))
        return success(c, await handOver(ctx, { roomId, from, to: agent_id, by }))
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/unassign',
        tags,
        summary: 'Take a participant off; idempotent',
        security,
        middleware: [signedIn, requireStaff] as const,
        request: { params, body: jsonBody(unassignment) },
        responses: {
          200: answer('The participants', participants),
          ...bodyFailures('unauthenticated', 'forbidden', 'not_found'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const { agent_id } = c.req.valid('json')
        return success(c, await unassign(ctx, { roomId, agentId: agent_id, by: c.var.user.id }))
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/claim',
        tags,
        summary: 'Take a room that nobody has, where its channel allows it',
        security,
        middleware: [signedIn, requireRole('agent'), allowEmptyBody] as const,
        request: { params },
        responses: {
          200: answer('The participants', participants),
          ...failures('unauthenticated', 'forbidden', 'not_found', 'conflict'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        return success(c, await claim(ctx, { roomId, userId: c.var.user.id }))
      },
    )
}
