import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import { failure } from '../protocol/errors.ts'
import { health } from '../protocol/health.ts'
import type { HttpEnv } from './deps.ts'

const openApiInfo = {
  openapi: '3.1.0',
  info: {
    title: 'ruang',
    version: '1',
    description:
      'A WhatsApp Business team inbox. Success is `{"success":true,"data":…}`; failure is `{"success":false,"error":{"code","message","details"?}}`. Every list of rooms or messages carries `event_id`, its place in the event log: what happens after it comes by Socket.IO, see `/asyncapi.json`.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
}

const readiness = z.strictObject({ status: health.shape.status })
const json = (description: string, schema: z.ZodType = z.record(z.string(), z.unknown())) => ({
  description,
  content: { 'application/json': { schema } },
})
const text = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
})

/**
 * The OpenAPI document of all routes registered so far. Operations get the names that generators give to functions, such as
 * `getRoomsById`; those that need no token say so.
 */
export function openApiDocument(app: OpenAPIHono<HttpEnv>) {
  const document = app.getOpenAPI31Document(openApiInfo)
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = methods[method]
      if (operation === undefined) continue
      operation.operationId = operationIdOf(method, path)
      operation.security ??= []
    }
  }
  return document
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** `get` and `/rooms/{id}` are `getRoomsById`. */
function operationIdOf(method: string, path: string): string {
  const words = path.replaceAll('{', 'by-').match(/[a-z]+/gi) ?? ['dashboard']
  return method + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')
}

/** With `METRICS_TOKEN`, or without. */
const OPERATOR = [{ operator: [] }, {}]

/** Routes without our usual answer format: Meta's webhook, health and metrics, files. */
export const plainRoutes: RouteConfig[] = [
  {
    method: 'get',
    path: '/webhook/whatsapp',
    tags: ['webhook'],
    summary: 'Verification by Meta',
    request: {
      query: z.object({
        'hub.mode': z.literal('subscribe'),
        'hub.verify_token': z.string(),
        'hub.challenge': z.string(),
      }),
    },
    responses: {
      200: text('The challenge', 'text/plain'),
      403: json('A wrong token', failure),
    },
  },
  {
    method: 'post',
    path: '/webhook/whatsapp',
    tags: ['webhook'],
    summary: 'A delivery of Meta: answered after its data is committed',
    request: {
      headers: z.object({ 'x-hub-signature-256': z.string() }),
      body: { required: true, ...json('A webhook of the Cloud API') },
    },
    responses: {
      200: json('Stored', z.strictObject({ success: z.literal(true) })),
      400: json('Not JSON', failure),
      401: json('Not signed, or wrongly', failure),
      413: json('Over 4 MiB', failure),
      503: json('The database is unreachable: deliver again', failure),
    },
  },
  {
    method: 'get',
    path: '/health',
    tags: ['operations'],
    summary: 'Liveness',
    responses: { 200: json('The process is alive', z.object({ status: z.literal('ok') })) },
  },
  {
    method: 'get',
    path: '/ready',
    tags: ['operations'],
    summary: 'Readiness',
    security: OPERATOR,
    description:
      'With `METRICS_TOKEN`, answers a `Health` that lists the problems. Without it, only its `status`.',
    responses: {
      200: json(
        'Ready; `degraded` if there are problems that do not prevent serving',
        z.union([readiness, health]),
      ),
      503: json(
        'Not ready: database down, migrations pending, or draining',
        z.union([readiness, health]),
      ),
    },
  },
  {
    method: 'get',
    path: '/metrics',
    tags: ['operations'],
    summary: 'Metrics for Prometheus; needs `METRICS_TOKEN`',
    security: OPERATOR,
    responses: {
      200: text('Metrics', 'text/plain'),
      401: json('The token is missing or wrong', failure),
      404: json('No token is set', failure),
    },
  },
  {
    method: 'get',
    path: '/openapi.json',
    tags: ['documents'],
    summary: 'This document: OpenAPI 3.1',
    responses: { 200: json('The document') },
  },
  {
    method: 'get',
    path: '/asyncapi.json',
    tags: ['documents'],
    summary: 'The Socket.IO events: AsyncAPI 3.0',
    responses: { 200: json('The document') },
  },
  {
    method: 'get',
    path: '/docs',
    tags: ['documents'],
    summary: 'Both documents to read, and a tester of events',
    responses: { 200: text('A page', 'text/html') },
  },
  {
    method: 'get',
    path: '/',
    tags: ['dashboard'],
    summary:
      'The agent dashboard; also as /sign-in, /inbox, /lead-list, /template-list, /statistics, /manage/… and /settings',
    responses: { 200: text('A page', 'text/html') },
  },
]
