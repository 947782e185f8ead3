import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { noRoom, noRoomFor } from '../actions/noRoom.ts'
import { buildRoomSummary } from '../domain/roomSummary.ts'
import { pageLimit } from '../protocol/http.ts'
import { message } from '../protocol/message.ts'
import { roomSummary } from '../protocol/room.ts'
import { historyEntry, roomCounts, roomFilters } from '../protocol/rooms.ts'
import { logPosition } from '../store/events.ts'
import { listHistory } from '../store/history.ts'
import { countRooms } from '../store/roomCounts.ts'
import { listRooms } from '../store/roomList.ts'
import { readRoom } from '../store/rooms.ts'
import { inSnapshot } from '../store/snapshot.ts'
import { answer, failures, successWith } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { messagePage } from './messages.ts'
import {
  decodeRoomCursor,
  decodeTimedCursor,
  encodeRoomCursor,
  encodeTimedCursor,
  pageOf,
} from './pageCursor.ts'
import { roomParams as params, roomIdOf } from './roomId.ts'
import { readerOf, requireSession } from './session.ts'

const tags = ['rooms']
const security = [{ bearer: [] }]
const eventId = z.number().int()
const nextCursor = z.string().nullable()
const page = z.object({ cursor: z.string().optional(), limit: pageLimit })

/** `/rooms`: the list of rooms, and single rooms with their messages and history. */
export function roomRoutes(deps: HttpDeps) {
  const { sql } = deps.ctx
  const signedIn = requireSession(deps)

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        summary: 'Rooms, latest activity first; an agent gets its own',
        security,
        middleware: [signedIn] as const,
        request: { query: page.extend(roomFilters.shape) },
        responses: {
          200: answer('A page of rooms', z.array(roomSummary), {
            next_cursor: nextCursor,
            event_id: eventId,
            counts: roomCounts,
          }),
          ...failures('invalid_request', 'unauthenticated'),
        },
      }),
      async (c) => {
        const { cursor, limit, ...filters } = c.req.valid('query')
        const after = decodeRoomCursor(cursor)
        const reader = readerOf(c.var.user)
        const [rooms, counts, position] = await inSnapshot(sql, (tx) =>
          Promise.all([
            listRooms(tx, { reader, filters, after, limit }),
            countRooms(tx, reader),
            logPosition(tx),
          ]),
        )
        const { shown, next_cursor } = pageOf(rooms, limit, ({ activity_at, id }) =>
          encodeRoomCursor({ activityAt: activity_at, id }),
        )
        const data = shown.map((facts) => buildRoomSummary(facts, position))
        return successWith(c, data, { next_cursor, event_id: position, counts })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        summary: 'One room',
        security,
        middleware: [signedIn] as const,
        request: { params },
        responses: {
          200: answer('The room', roomSummary, { event_id: eventId }),
          ...failures('unauthenticated', 'not_found'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const { room, eventId, mergedInto } = await readRoom(sql, readerOf(c.var.user), roomId)
        if (!room) throw noRoom(mergedInto)
        return successWith(c, buildRoomSummary(room, eventId), { event_id: eventId })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/messages',
        tags,
        summary: 'Messages of a room, newest first',
        security,
        middleware: [signedIn] as const,
        request: { params, query: z.object({ before: z.string().optional(), limit: pageLimit }) },
        responses: {
          200: answer('A page of messages', z.array(message), {
            next_cursor: nextCursor,
            event_id: eventId,
          }),
          ...failures('invalid_request', 'unauthenticated', 'not_found'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const { data, extra } = await messagePage(sql, readerOf(c.var.user), {
          roomId,
          ...c.req.valid('query'),
        })
        return successWith(c, data, extra)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/history',
        tags,
        summary: 'What was done to a room, by whom and when, newest first',
        security,
        middleware: [signedIn] as const,
        request: { params, query: page },
        responses: {
          200: answer('A page of its history', z.array(historyEntry), { next_cursor: nextCursor }),
          ...failures('invalid_request', 'unauthenticated', 'not_found'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const reader = readerOf(c.var.user)
        const { cursor, limit } = c.req.valid('query')
        const after = decodeTimedCursor(cursor)
        const entries = await listHistory(sql, { reader, roomId, after, limit })
        if (!entries) throw await noRoomFor(sql, reader, roomId)
        const { shown, next_cursor } = pageOf(entries, limit, encodeTimedCursor)
        return successWith(c, shown, { next_cursor })
      },
    )
}
