import type { ActionContext } from '../actions/context.ts'
import type { TemplateRefresh } from '../actions/refreshTemplates.ts'
import type { Submit } from '../actions/replayQuarantined.ts'
import type { SendMessage } from '../actions/send.ts'
import type { AccessTokens } from '../auth/accessToken.ts'
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
  /** Ends a sign-in's sockets on this process at once. All processes do so when their feed passes `sign_in_ended`. */
  endSessions: (whose: { familyId: string; reason: string }) => void
  templates: TemplateRefresh
  /** Stores a delivery, as the webhook does. */
  submit: Submit
  send: SendMessage
  /** The `phone_number_id` that sends if a request names none. */
  number: string | null
  /** Checks refused numbers at Meta now. */
  probeChannels: () => Promise<void>
  /** The state of the server. */
  health: () => Promise<Health>
  /** Plays customers; null if the simulator is off. */
  simulator: {
    say: (customer: { phone: string; name?: string | undefined }, text: string) => Promise<string>
  } | null
  media: Pick<Media, 'objects' | 'workshop' | 'inspector' | 'links'>
}

/** Variables of every request. `address` is the caller's, see clientAddress.ts. */
export type HttpEnv = { Variables: { requestId: string; address: string } }
