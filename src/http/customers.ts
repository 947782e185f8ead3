import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { eraseCustomer } from '../actions/eraseCustomer.ts'
import { exportCustomer } from '../actions/exportCustomer.ts'
import { customer, erasure } from '../protocol/customer.ts'
import { phoneDigits } from '../protocol/phone.ts'
import { plainText } from '../protocol/text.ts'
import type { Role } from '../protocol/user.ts'
import { uuid } from '../protocol/uuid.ts'
import { findCustomersByIdentity } from '../store/customers.ts'
import { answer, failures, success, successWith } from './answers.ts'
import { allowEmptyBody } from './bodies.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { exportStream } from './exportStream.ts'
import { auditActorOf, requireRole, requireSession } from './session.ts'

const tags = ['customers']
const security = [{ bearer: [] }]
const params = z.object({ id: uuid })
const file = {
  description:
    'A JSON document: the contact, its ids, leads, rooms, what was done to them, messages',
  content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } },
}

/** `/contacts`: a customer's right to a copy of their data, and to erasure; for admins. */
export function customerRoutes(deps: HttpDeps) {
  const { ctx } = deps
  const signedIn = requireSession(deps)
  const admin = requireRole('admin')

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        summary: 'Customers by phone or business-scoped user id, also one that they had before',
        security,
        middleware: [signedIn, admin] as const,
        request: { query: z.object({ id: plainText.min(1).max(200) }) },
        responses: {
          200: answer('Whoever has it', z.array(customer), { next_cursor: z.null() }),
          ...failures('invalid_request', 'unauthenticated', 'forbidden'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('query')
        const found = await findCustomersByIdentity(ctx.sql, digitsIfPhone(id))
        return successWith(c, found, { next_cursor: null })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/export',
        tags,
        summary: 'Everything that we have of a customer',
        security,
        middleware: [signedIn, admin] as const,
        request: { params },
        responses: { 200: file, ...failures('unauthenticated', 'forbidden', 'not_found') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { user } = c.var
        const allows = (role: Role) => role === 'admin'
        const pieces = await exportCustomer(ctx, { contactId: id, by: auditActorOf(c.var) })
        return new Response(exportStream(ctx.sql, pieces, { user, allows }), {
          headers: {
            'Content-Type': 'application/json',
            'Content-Disposition': `attachment; filename="customer-${id}.json"`,
            'Cache-Control': 'no-store',
          },
        }) as never
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}',
        tags,
        summary: 'Erase what we have of a customer; their empty rooms stay',
        security,
        middleware: [signedIn, admin, allowEmptyBody] as const,
        request: {
          params,
          query: z.object({ include_lead: z.enum(['true', 'false']).optional() }),
        },
        responses: {
          200: answer('How much of it', erasure),
          ...failures('invalid_request', 'unauthenticated', 'forbidden', 'not_found', 'conflict'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const includeLead = c.req.valid('query').include_lead === 'true'
        const by = auditActorOf(c.var)
        return success(c, await eraseCustomer(ctx, { contactId: id, includeLead, by }))
      },
    )
}

/** A phone in any spelling as its digits; anything else unchanged. */
const digitsIfPhone = (id: string) => phoneDigits(id) ?? id
