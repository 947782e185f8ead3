import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { confirmAdmin } from '../actions/lockStaff.ts'
import { AppError } from '../protocol/errors.ts'
import { plainText } from '../protocol/text.ts'
import { answer, bodyFailures, created, jsonBody } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { requireRole, requireSession } from './session.ts'

/** The limit of a send. Meta's limit for incoming texts is 65,536, but no test needs that. */
const MAX_TEXT = 4_096
/** How long the webhook may take to be stored. */
const WAIT_MS = 10_000

const testMessage = z
  .strictObject({
    phone: z
      .string()
      .regex(/^\+?\d{5,20}$/, 'is not digits, with or without a plus')
      .transform((phone) => phone.replace('+', '')),
    text: plainText.min(1).max(MAX_TEXT),
    name: plainText.trim().min(1).max(100).optional(),
  })
  .meta({ id: 'TestMessage' })

/** `POST /messages/test`: plays a customer, if the simulator is on. */
export function testMessageRoutes(deps: HttpDeps) {
  return new OpenAPIHono<HttpEnv>().openapi(
    createRoute({
      method: 'post',
      path: '/test',
      tags: ['messages'],
      summary: 'Plays an incoming message; only where the simulator is on',
      security: [{ bearer: [] }],
      middleware: [requireSession(deps), requireRole('admin')] as const,
      request: { body: jsonBody(testMessage) },
      responses: {
        201: answer('Stored, by way of a webhook', z.strictObject({ wa_message_id: z.string() })),
        ...bodyFailures('unauthenticated', 'forbidden', 'not_found'),
      },
    }),
    async (c) => {
      const { phone, text, name } = c.req.valid('json')
      if (!deps.simulator) throw new AppError('not_found', 'The simulator is off.')
      await confirmAdmin(deps.ctx, c.var.user.id)
      const said = deps.simulator.say({ phone, name }, text)
      const stored = await Promise.race([said, Bun.sleep(WAIT_MS)])
      if (!stored) throw new AppError('unavailable', 'The webhook has not been taken yet.')
      return created(c, { wa_message_id: stored })
    },
  )
}
