import type { ActionContext } from '../actions/context.ts'
import { createHttp } from '../http/app.ts'
import { createDashboard } from '../http/dashboard/dashboard.ts'
import { dashboardRoutes } from '../http/dashboard/routes.ts'
import { healthRoutes } from '../http/health.ts'
import { createRequestLimits } from '../http/limits.ts'
import { metricsRoutes } from '../http/metrics.ts'
import type { Agents } from './agents.ts'
import type { Infra } from './infra.ts'
import type { Intake } from './intake.ts'
import type { Observability } from './observability.ts'
import type { Outward } from './outward.ts'

/** All HTTP routes but the webhook and Socket.IO: REST, the dashboard, the simulator, health and metrics. */
export function createRoutes(
  { config, log, now }: Infra,
  {
    ctx,
    agents: { tokens, sockets },
    outward: { sending, media, templates, number, probe, simulator },
    intake: { submit },
    observability: { health, metrics },
    metricsOfAll,
  }: {
    ctx: ActionContext
    agents: Agents
    outward: Outward
    intake: Intake
    observability: Observability
    metricsOfAll: (own: () => Promise<string>) => () => Promise<string>
  },
) {
  const limits = createRequestLimits(config.rateLimits, now)
  const { production, metricsToken } = config
  const operator = { production, metricsToken, limits }
  const { contentType } = metrics
  const text = metricsOfAll(() => metrics.text(config.worker))
  const dashboard = createDashboard({ log, watch: !production })

  const http = createHttp(
    {
      ctx,
      config,
      log,
      tokens,
      limits,
      endSessions: sockets.endSessions,
      templates,
      submit,
      media,
      send: sending.send,
      number,
      probeChannels: probe,
      health,
      simulator,
    },
    [
      { path: '/', app: healthRoutes(operator, health) },
      { path: '/', app: metricsRoutes(operator, { text, contentType }) },
      { path: '/', app: dashboardRoutes(dashboard, { simulator: simulator !== null }) },
      ...(simulator ? [{ path: '/simulator', app: simulator.app, bodies: 'own' as const }] : []),
    ],
  )
  return { http, dashboard }
}
