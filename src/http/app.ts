import { OpenAPIHono } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { createClientAddress } from '../limits/clientAddress.ts'
import { apiRoutes } from './api.ts'
import { limitBodies, plainJson } from './bodies.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { documentRoutes } from './documents.ts'
import { createErrorHandler, notFound, refuseInvalid } from './errors.ts'
import { answerPolicy } from './pagePolicy.ts'
import { shedLoad } from './shedLoad.ts'

/**
 * Further routes. `bodies: 'own'`: they limit their bodies themselves; for all others the limit is 256 kB.
 */
export type Mount = {
  path: string
  // biome-ignore lint/suspicious/noExplicitAny: a Hono app of any environment may be mounted
  app: Hono<any, any, any>
  bodies?: 'own'
}

/** What scripts of other origins may read besides the body: when to try again, and names and ranges of files. */
const EXPOSED = ['X-Request-Id', 'Retry-After', 'Content-Disposition', 'Content-Range', 'ETag']

/** The app of all HTTP routes but the webhook and Socket.IO. */
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
  app.openAPIRegistry.registerComponent('securitySchemes', 'operator', {
    type: 'http',
    scheme: 'bearer',
    description: 'The setting `METRICS_TOKEN`',
  })

  // Mounted first, so that no middleware below runs for them.
  for (const mount of mounts) if (mount.bodies === 'own') app.route(mount.path, mount.app)

  app.use(requestId())
  app.use(async (c, next) => {
    c.set('address', addressOf(c.req.raw, c.env))
    await next()
  })
  app.use(
    secureHeaders({
      // Headers set by a route win. For HTTPS see answerPolicy.
      overwrite: false,
      strictTransportSecurity: false,
      crossOriginResourcePolicy: corsOrigins.length > 0 ? 'cross-origin' : 'same-origin',
    }),
  )
  if (corsOrigins.length > 0) {
    app.use(cors({ origin: corsOrigins, exposeHeaders: EXPOSED, maxAge: 600 }))
  }

  app.use(answerPolicy(deps.config))
  app.use(limitBodies())
  app.use(plainJson)
  for (const mount of mounts) if (mount.bodies !== 'own') app.route(mount.path, mount.app)
  app.route('/', documentRoutes(app))
  // After health, metrics and pages, which must answer under any load.
  app.use(shedLoad(deps.config.rateLimits))
  app.route('/', apiRoutes(deps))
  return app
}

/**
 * An app of its own for webhooks, the most frequent requests by far: they need not be matched against all other routes.
 */
export function createWebhookApp(
  log: HttpDeps['log'],
  path: string,
  app: Mount['app'],
): Mount['app'] {
  return new Hono().onError(createErrorHandler(log)).notFound(notFound).route(path, app)
}
