import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { roomTitle } from '../domain/roomSummary.ts'
import { dashboardHistory, dashboardStats, statsRange } from '../protocol/stats.ts'
import { readTimeZone } from '../store/days.ts'
import { readStats } from '../store/stats.ts'
import {
  readAgentLoad,
  readAttention,
  readFirstResponses,
  readMessagesByDay,
  readRoomSamples,
} from '../store/statsHistory.ts'
import { answer, failures, success } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { requireSession, requireStaff } from './session.ts'

const tags = ['dashboard']
const security = [{ bearer: [] }]

/** `/dashboard`: the counters of `dashboard_stats`, for a page that was just opened, and their history. */
export function statsRoutes(deps: HttpDeps) {
  const { sql, now } = deps.ctx
  const signedIn = requireSession(deps)
  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/stats',
        tags,
        summary: 'What the dashboard counts',
        security,
        middleware: [signedIn, requireStaff] as const,
        responses: {
          200: answer('The counts', dashboardStats),
          ...failures('unauthenticated', 'forbidden'),
        },
      }),
      async (c) => success(c, await readStats(sql, now())),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/history',
        tags,
        summary:
          'Open rooms, first answers and messages over time; the load of each agent; who waits',
        security,
        middleware: [signedIn, requireStaff] as const,
        request: { query: z.object({ range: statsRange.default('today') }) },
        responses: {
          200: answer('What charts are drawn from', dashboardHistory),
          ...failures('invalid_request', 'unauthenticated', 'forbidden'),
        },
      }),
      async (c) => {
        const { range } = c.req.valid('query')
        const at = now()
        const [time_zone, rooms, first_responses, messages, agents, attention] = await Promise.all([
          readTimeZone(sql),
          readRoomSamples(sql, range, at),
          readFirstResponses(sql, range, at),
          readMessagesByDay(sql, range, at),
          readAgentLoad(sql),
          readAttention(sql, at),
        ])
        return success(c, {
          range,
          time_zone,
          rooms,
          first_responses,
          messages,
          agents,
          attention: attention.map(({ facts, reason, at }) => ({
            room_id: facts.id,
            room_title: roomTitle(facts),
            reason,
            at,
            agents: facts.participants.map(({ name }) => name),
          })),
          generated_at: new Date(at).toISOString(),
        })
      },
    )
}
