import { Hono } from 'hono'
import type { Health } from '../protocol/health.ts'
import type { HttpEnv } from './deps.ts'
import { isOperator, type OperatorDeps } from './metrics.ts'

/**
 * `/health`: the process lives. `/ready`: it can serve; 503 only when no work can be done. What is wrong is told to
 * operators, not to anyone.
 */
export function healthRoutes(deps: OperatorDeps, check: () => Promise<Health>) {
  return new Hono<HttpEnv>()
    .get('/health', (c) => c.json({ status: 'ok' }))
    .get('/ready', async (c) => {
      const health = await check()
      const authorization = c.req.header('Authorization')
      const told = isOperator(deps, { authorization, address: c.var.address })
        ? health
        : { status: health.status }
      c.header('Cache-Control', 'no-store')
      return c.json(told, health.status === 'unavailable' ? 503 : 200)
    })
}
