import type { AccessTokens } from '../actions/accessToken.ts'
import type { ActionContext } from '../actions/context.ts'
import type { TemplateRefresh } from '../actions/refreshTemplates.ts'
import type { Submit } from '../actions/replayQuarantined.ts'
import type { SendMessage } from '../actions/send.ts'
import type { Config } from '../config.ts'
import type { Media } from '../delivery/openMedia.ts'
import type { Health } from '../protocol/health.ts'
import type { RequestLimits } from './limits.ts'

export type HttpLog = Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>

export type HttpDeps = {
  ctx: ActionContext
  tokens: AccessTokens
  config: Pick<
    Config,
    'production' | 'corsOrigins' | 'trustedProxies' | 'rateLimits' | 'refreshTokenMs' | 'oidc'
  >
  limits: RequestLimits
  log: HttpLog
  /** Ends the sockets of a sign-in on this process at once; every process does so at the sign-in's end in the log. */
  endSessions: (whose: { familyId: string; reason: string }) => void
  templates: TemplateRefresh
  /** Takes a delivery in, as the webhook does. */
  submit: Submit
  send: SendMessage
  /** `phone_number_id` that sends when a request names none. */
  number: string | null
  /** Asks Meta now about the numbers that it refuses. */
  probeChannels: () => Promise<void>
  /** How the server is. */
  health: () => Promise<Health>
  /** Plays customers; null where the simulator is off. */
  simulator: {
    say: (customer: { phone: string; name?: string | undefined }, text: string) => Promise<string>
  } | null
  media: Pick<Media, 'objects' | 'workshop' | 'inspector' | 'links'>
}

/** What every request carries. `address` is the caller's, see clientAddress.ts. */
export type HttpEnv = { Variables: { requestId: string; address: string } }
