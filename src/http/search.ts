import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { roomTitle } from '../domain/roomSummary.ts'
import { containing } from '../domain/searchText.ts'
import { pageLimit } from '../protocol/http.ts'
import { hit, searchText } from '../protocol/search.ts'
import { MARKS, searchMessages } from '../store/search.ts'
import { answer, failures, successWith } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { limitConcurrency } from './limitConcurrency.ts'
import { decodeHitCursor, encodeHitCursor, pageOf } from './pageCursor.ts'
import { searchFragment } from './searchFragment.ts'
import { readerOf, requireSession, type SessionEnv } from './session.ts'

/** Parallel searches: one may take a second with very many messages, and other requests need database connections too. */
const SEARCHES_AT_ONCE = 4

/** `/messages/search`: finds messages by text, in rooms that the caller may see. */
export function searchRoutes(deps: HttpDeps) {
  return new OpenAPIHono<HttpEnv>().openapi(
    createRoute({
      method: 'get',
      path: '/search',
      tags: ['messages'],
      summary: 'Messages by words or any part of their text, best first',
      security: [{ bearer: [] }],
      middleware: [
        requireSession(deps),
        limitConcurrency<SessionEnv>(SEARCHES_AT_ONCE, (c) => c.var.user.id),
      ] as const,
      request: {
        query: z.object({ q: searchText, cursor: z.string().optional(), limit: pageLimit }),
      },
      responses: {
        200: answer('A page of messages, with what was found in them', z.array(hit), {
          next_cursor: z.string().nullable(),
          event_id: z.number().int(),
        }),
        ...failures('invalid_request', 'unauthenticated'),
      },
    }),
    async (c) => {
      const { q, cursor, limit } = c.req.valid('query')
      const { eventId, hits } = await searchMessages(deps.ctx.sql, {
        reader: readerOf(c.var.user),
        q,
        pattern: containing(q),
        after: decodeHitCursor(cursor),
        limit,
      })
      const { shown, next_cursor } = pageOf(hits, limit, ({ rank, message }) =>
        encodeHitCursor({ rank, id: message.id }),
      )
      const sought = q.replace(/[<>&]/g, (character) => STAND_IN[character]!)
      return successWith(
        c,
        shown.map(({ message, room, text, marked }) => ({
          ...message,
          fragment: searchFragment(text, marked, sought),
          room: { room_id: room.id, room_title: roomTitle(room) },
        })),
        { next_cursor, event_id: eventId },
      )
    },
  )
}

const STAND_IN: Record<string, string> = { '<': MARKS.less, '>': MARKS.more, '&': MARKS.and }
