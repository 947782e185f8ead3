import { expect } from 'bun:test'
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { answer, failures, jsonBody, success } from '../../src/http/answers.ts'
import { createHttp, type Mount } from '../../src/http/app.ts'
import { allowEmptyBody } from '../../src/http/bodies.ts'
import type { HttpDeps, HttpEnv } from '../../src/http/deps.ts'
import { failure, HTTP_STATUS } from '../../src/protocol/errors.ts'

/** The app with routes that need no database: `/t/fail` throws, `/t/echo/:id` takes `{text}`. */
export function open({
  thrown,
  corsOrigins = [],
}: {
  thrown?: unknown
  corsOrigins?: string[]
} = {}) {
  const logged: object[] = []
  const log = (fields: object, text: string) => void logged.push({ ...fields, text })
  const deps = {
    config: {
      production: false,
      corsOrigins,
      trustedProxies: [],
      rateLimits: null,
      refreshTokenMs: 1,
      oidc: null,
    },
    ctx: { now: () => 0 },
    log: { info: log, warn: log, error: log },
  } as unknown as HttpDeps
  const routes = new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'post',
        path: '/echo/{id}',
        request: {
          params: z.object({ id: z.uuid() }),
          body: jsonBody(z.object({ text: z.string(), deep: z.array(z.number()).optional() })),
        },
        responses: {
          200: answer('The same', z.object({ text: z.string() })),
          ...failures('invalid_request'),
        },
      }),
      (c) => success(c, c.req.valid('json')),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/poke',
        middleware: [allowEmptyBody] as const,
        responses: { 200: answer('Poked', z.object({})) },
      }),
      (c) => success(c, {}),
    )
    .get('/fail', () => {
      throw thrown
    })
  const own = new OpenAPIHono().post('/', async (c) => c.text(String((await c.req.text()).length)))
  const mounts: Mount[] = [
    { path: '/t', app: routes },
    { path: '/own', app: own, bodies: 'own' },
  ]
  return { app: createHttp(deps, mounts), logged }
}

export const ECHO = '/t/echo/018f4e6a-0000-7000-8000-000000000001'

export const json = (body: BodyInit) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
})

export async function failureOf(response: Response) {
  const body = failure.parse(await response.json())
  expect(response.status).toBe(HTTP_STATUS[body.error.code])
  return body.error
}
