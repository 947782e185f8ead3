import { Hono } from 'hono'
import type { Health } from '../protocol/health.ts'
import type { HttpEnv } from './deps.ts'
import { isOperator, type OperatorDeps } from './metrics.ts'

/**
 * `/health`: the process is alive. `/ready`: it can serve; 503 only if it can't work at all. Details go to operators only.
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
