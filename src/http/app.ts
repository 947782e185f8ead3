import { OpenAPIHono } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { apiRoutes } from './api.ts'
import { limitBodies, plainJson } from './bodies.ts'
import { createClientAddress } from './clientAddress.ts'
import { limitCrowd } from './crowd.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { documentRoutes } from './documents.ts'
import { createErrorHandler, notFound, refuseInvalid } from './errors.ts'
import { answerPolicy } from './pagePolicy.ts'

/**
 * More routes. `bodies: 'own'`: they limit their bodies themselves; others get 256 kB.
 */
export type Mount = {
  path: string
  // biome-ignore lint/suspicious/noExplicitAny: a Hono app of any environment may be mounted
  app: Hono<any, any, any>
  bodies?: 'own'
}

/** Everything that answers HTTP, apart from Socket.IO's own path. */
export function createHttp(deps: HttpDeps, mounts: readonly Mount[] = []): OpenAPIHono<HttpEnv> {
  const { corsOrigins, trustedProxies } = deps.config
  const addressOf = createClientAddress(trustedProxies)
  const app = new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
  app.onError(createErrorHandler(deps.log))
  app.notFound(notFound)
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  })

  // First, so that nothing else is done for them.
  for (const mount of mounts) if (mount.bodies === 'own') app.route(mount.path, mount.app)

  app.use(requestId())
  app.use(async (c, next) => {
    c.set('address', addressOf(c.req.raw, c.env))
    await next()
  })
  app.use(
    secureHeaders({
      // What a route sets itself stands. See answerPolicy for HTTPS.
      overwrite: false,
      strictTransportSecurity: false,
      crossOriginResourcePolicy: corsOrigins.length > 0 ? 'cross-origin' : 'same-origin',
    }),
  )
  if (corsOrigins.length > 0) {
    app.use(
      cors({ origin: corsOrigins, exposeHeaders: ['X-Request-Id', 'Retry-After'], maxAge: 600 }),
    )
  }

  app.use(answerPolicy(deps.config))
  app.use(limitBodies)
  app.use(plainJson)
  for (const mount of mounts) if (mount.bodies !== 'own') app.route(mount.path, mount.app)
  app.route('/', documentRoutes(app))
  // Health, metrics and pages answer in any crowd.
  app.use(limitCrowd(deps.config.rateLimits))
  app.route('/', apiRoutes(deps))
  return app
}

/**
 * A mount with a routing table of its own. Webhooks are the most frequent requests by far: they are not looked for among
 * the routes of everybody else.
 */
export function createDoor(log: HttpDeps['log'], path: string, app: Mount['app']): Mount['app'] {
  return new Hono().onError(createErrorHandler(log)).notFound(notFound).route(path, app)
}
