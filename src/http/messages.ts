import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { noRoomFor } from '../actions/noRoom.ts'
import { pageLimit } from '../protocol/http.ts'
import { message } from '../protocol/message.ts'
import { uuid } from '../protocol/uuid.ts'
import type { Sql } from '../store/database.ts'
import { listMessages } from '../store/messages.ts'
import type { Reader } from '../store/rooms.ts'
import { answer, failures, successWith } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { decodeMessageCursor, encodeMessageCursor, pageOf } from './pageCursor.ts'
import { readerOf, requireSession } from './session.ts'

/** `/messages?room_id=`: the same list as `/rooms/:id/messages`. */
export function messageRoutes(deps: HttpDeps) {
  return new OpenAPIHono<HttpEnv>().openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags: ['messages'],
      summary: 'Messages of a room, newest first',
      security: [{ bearer: [] }],
      middleware: [requireSession(deps)] as const,
      request: {
        query: z.object({ room_id: uuid, before: z.string().optional(), limit: pageLimit }),
      },
      responses: {
        200: answer('A page of messages', z.array(message), {
          next_cursor: z.string().nullable(),
          event_id: z.number().int(),
        }),
        ...failures('invalid_request', 'unauthenticated', 'not_found'),
      },
    }),
    async (c) => {
      const { room_id, ...page } = c.req.valid('query')
      const { data, extra } = await messagePage(deps.ctx.sql, readerOf(c.var.user), {
        roomId: room_id,
        ...page,
      })
      return successWith(c, data, extra)
    },
  )
}

/** One page of a room's messages. */
export async function messagePage(
  sql: Sql,
  reader: Reader,
  { roomId, before, limit }: { roomId: string; before?: string | undefined; limit: number },
) {
  const found = await listMessages(sql, {
    reader,
    roomId,
    before: decodeMessageCursor(before),
    limit,
  })
  if (!found) throw await noRoomFor(sql, reader, roomId)
  const { shown, next_cursor } = pageOf(found.messages, limit, ({ created_at, seq }) =>
    encodeMessageCursor({ second: Math.floor(Date.parse(created_at) / 1000), seq }),
  )
  return { data: shown, extra: { next_cursor, event_id: found.eventId } }
}
