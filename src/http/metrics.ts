import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { sameSecret } from '../auth/sameSecret.ts'
import { AppError } from '../protocol/errors.ts'
import type { HttpEnv } from './deps.ts'
import type { RequestLimits } from './limits.ts'

const BEARER = /^Bearer +(\S+) *$/i
const LOOPBACK = /^(127\.|::1$)/

export type OperatorDeps = {
  production: boolean
  /** Without a token, only this machine may ask in development, and nobody in production. */
  metricsToken: string | undefined
  limits: RequestLimits
}

/** Whether the caller is an operator: by the token or, in development without a token, from this machine. */
export function isOperator(
  { production, metricsToken }: Pick<OperatorDeps, 'production' | 'metricsToken'>,
  asked: { authorization: string | undefined; address: string },
): boolean {
  if (metricsToken === undefined) return !production && LOOPBACK.test(asked.address)
  const token = BEARER.exec(asked.authorization ?? '')?.[1]
  return token !== undefined && sameSecret(token, metricsToken)
}

/** `/metrics`, for Prometheus. In production without a token the route does not exist. */
export function metricsRoutes(
  deps: OperatorDeps,
  metrics: { text: () => Promise<string>; contentType: string },
) {
  const operator = createMiddleware<HttpEnv>(async (c, next) => {
    const authorization = c.req.header('Authorization')
    if (!isOperator(deps, { authorization, address: c.var.address })) {
      deps.limits.byAddress(c.var.address)
      if (deps.metricsToken === undefined) throw new AppError('not_found', 'Not found.')
      throw new AppError('unauthenticated', 'The token of METRICS_TOKEN is needed.')
    }
    await next()
  })
  return new Hono<HttpEnv>().get('/metrics', operator, async (c) =>
    c.body(await metrics.text(), 200, {
      'Content-Type': metrics.contentType,
      'Cache-Control': 'no-store',
    }),
  )
}
