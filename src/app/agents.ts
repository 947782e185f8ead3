import type { AutoAssign } from '../actions/autoAssign.ts'
import type { ActionContext } from '../actions/context.ts'
import { createTokens } from '../auth/accessToken.ts'
import { createPresence, type PresenceTimes } from '../sockets/presence.ts'
import { startSockets } from '../sockets/startSockets.ts'
import type { Infra } from './infra.ts'
import type { Outward } from './outward.ts'
import type { Realtime } from './realtime.ts'

export type Agents = ReturnType<typeof createAgents>

/** What signed-in users need: tokens, presence, and the handlers of sockets. */
export function createAgents(
  { config, log, now, sql, epoch }: Infra,
  { io, turns, feed, otherProcesses, stats, slow }: Realtime,
  {
    ctx,
    autoAssign,
    outward,
    presenceTimes,
  }: {
    ctx: ActionContext
    autoAssign: AutoAssign
    outward: Outward
    presenceTimes?: PresenceTimes | undefined
  },
) {
  const tokens = createTokens({
    secret: config.jwtSecret,
    previousSecret: config.jwtSecretPrevious,
    lifetimeMs: config.accessTokenMs,
    now,
  })
  const presence = createPresence({
    io,
    sql,
    newId: ctx.newId,
    log,
    times: presenceTimes,
    tellOthers: otherProcesses.presence,
    changed: (status) => {
      stats.changed()
      if (status === 'online') void autoAssign.sweep()
    },
  })
  const sockets = startSockets(io, {
    turns,
    ctx,
    sql,
    feed,
    tokens,
    epoch,
    now,
    log,
    eventsPerMinute: config.rateLimits?.events ?? null,
    socketsPerUser: config.rateLimits?.sockets ?? null,
    presence,
    otherProcesses,
    send: outward.sending.send,
    typed: outward.typing,
    slow,
  })
  return { tokens, presence, sockets }
}
