import { OpenAPIHono } from '@hono/zod-openapi'
import { auditRoutes } from './audit.ts'
import { authRoutes } from './auth.ts'
import { channelRoutes } from './channels.ts'
import { customerRoutes } from './customers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { leadImportRoutes } from './leadImport.ts'
import { leadRoutes } from './leads.ts'
import { mediaRoutes } from './media.ts'
import { messageRoutes } from './messages.ts'
import { quarantineRoutes } from './quarantine.ts'
import { quickReplyRoutes } from './quickReplies.ts'
import { roomActionRoutes } from './roomActions.ts'
import { roomAssignmentRoutes } from './roomAssignment.ts'
import { roomRoutes } from './rooms.ts'
import { searchRoutes } from './search.ts'
import { sendMediaRoutes } from './sendMedia.ts'
import { sendRoutes } from './sends.ts'
import { serverHealthRoutes } from './serverHealth.ts'
import { statsRoutes } from './stats.ts'
import { templateRoutes } from './templates.ts'
import { testMessageRoutes } from './testMessages.ts'
import { usersRoutes } from './users.ts'

/** All API routes in one chain, so that TypeScript can infer the type that clients use. */
export function apiRoutes(deps: HttpDeps) {
  return new OpenAPIHono<HttpEnv>()
    .route('/auth', authRoutes(deps))
    .route('/users', usersRoutes(deps))
    .route('/rooms', roomRoutes(deps))
    .route('/rooms', roomActionRoutes(deps))
    .route('/rooms', roomAssignmentRoutes(deps))
    .route('/messages', searchRoutes(deps))
    .route('/messages', messageRoutes(deps))
    .route('/messages', sendRoutes(deps))
    .route('/messages', sendMediaRoutes(deps))
    .route('/messages', testMessageRoutes(deps))
    .route('/media', mediaRoutes(deps))
    .route('/leads', leadRoutes(deps))
    .route('/leads/import', leadImportRoutes(deps))
    .route('/channels', channelRoutes(deps))
    .route('/contacts', customerRoutes(deps))
    .route('/templates', templateRoutes(deps))
    .route('/quick-replies', quickReplyRoutes(deps))
    .route('/quarantine', quarantineRoutes(deps))
    .route('/audit', auditRoutes(deps))
    .route('/dashboard', statsRoutes(deps))
    .route('/dashboard', serverHealthRoutes(deps))
}

/** For `hc<Api>`. Import it as a type only, so that no server code gets into the client. */
export type Api = ReturnType<typeof apiRoutes>
