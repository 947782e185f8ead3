import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { addNote } from '../actions/addNote.ts'
import { changeRoom } from '../actions/changeRoom.ts'
import { markRead } from '../actions/markRead.ts'
import { mergeRooms } from '../actions/mergeRooms.ts'
import { noRoom } from '../actions/noRoom.ts'
import { setTags } from '../actions/setTags.ts'
import type { Actor } from '../domain/participation.ts'
import { buildRoomSummary } from '../domain/roomSummary.ts'
import { message } from '../protocol/message.ts'
import { type RoomSummary, roomSummary } from '../protocol/room.ts'
import { newNote, roomChange, roomMerge, roomRead, roomTags } from '../protocol/rooms.ts'
import type { Sql } from '../store/database.ts'
import { readRoom } from '../store/rooms.ts'
import { answer, bodyFailures, failures, jsonBody, success } from './answers.ts'
import { allowEmptyBody } from './bodies.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { roomParams as params, roomIdOf } from './roomId.ts'
import { answered } from './sends.ts'
import { readerOf, requireSession, requireStaff } from './session.ts'

const tags = ['rooms']
const security = [{ bearer: [] }]

/** `/rooms/:id…`: actions for everyone who sees the room. */
export function roomActionRoutes(deps: HttpDeps) {
  const { ctx } = deps
  const signedIn = requireSession(deps)

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'patch',
        path: '/{id}',
        tags,
        summary: 'Change title, status or customer type',
        security,
        middleware: [signedIn] as const,
        request: { params, body: jsonBody(roomChange) },
        responses: {
          200: answer('The room', roomSummary),
          ...bodyFailures('unauthenticated', 'not_found'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const actor = readerOf(c.var.user)
        await changeRoom(ctx, { roomId, actor, change: c.req.valid('json') })
        return success(c, await summaryOf(ctx.sql, actor, roomId))
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/read',
        tags,
        summary: 'Nothing in the room is unread any more; who only looks changes nothing',
        security,
        middleware: [signedIn, allowEmptyBody] as const,
        request: { params },
        responses: {
          200: answer('What is unread now', roomRead),
          ...failures('unauthenticated', 'not_found'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const unread_count = await markRead(ctx, { roomId, reader: readerOf(c.var.user) })
        return success(c, { room_id: roomId, unread_count })
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{id}/tags',
        tags,
        summary: 'All tags of the room, in their order',
        security,
        middleware: [signedIn] as const,
        request: { params, body: jsonBody(roomTags) },
        responses: {
          200: answer('Its tags', roomTags),
          ...bodyFailures('unauthenticated', 'not_found'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const asked = { roomId, actor: readerOf(c.var.user), tags: c.req.valid('json').tags }
        return success(c, { tags: await setTags(ctx, asked) })
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/notes',
        tags,
        summary: 'Write a note for colleagues; never sent to the customer',
        security,
        middleware: [signedIn] as const,
        request: { params, body: jsonBody(newNote) },
        responses: {
          201: answer('The note', message),
          200: answer('The same request was stored before: that note', message),
          ...bodyFailures('unauthenticated', 'not_found', 'conflict'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const { text, client_message_id: clientMessageId = null } = c.req.valid('json')
        const asked = { roomId, actor: readerOf(c.var.user), text, clientMessageId }
        return answered(c, await addNote(ctx, asked))
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/merge',
        tags,
        summary: 'Two rooms are one customer: the older one stays',
        security,
        middleware: [signedIn, requireStaff] as const,
        request: { params, body: jsonBody(roomMerge) },
        responses: {
          200: answer('The room that stays', roomSummary),
          ...bodyFailures('unauthenticated', 'forbidden', 'not_found', 'unprocessable'),
        },
      }),
      async (c) => {
        const roomId = roomIdOf(c.req.valid('param'))
        const { room_id: otherId } = c.req.valid('json')
        const left = await mergeRooms(ctx, { roomId, otherId, by: c.var.user.id })
        return success(c, await summaryOf(ctx.sql, readerOf(c.var.user), left))
      },
    )
}

/** The room as it is now, which may already include later changes of others. */
async function summaryOf(sql: Sql, reader: Actor, roomId: string): Promise<RoomSummary> {
  const { room, eventId, mergedInto } = await readRoom(sql, reader, roomId)
  if (!room) throw noRoom(mergedInto)
  return buildRoomSummary(room, eventId)
}
