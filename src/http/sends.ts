import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import { forward } from '../actions/forward.ts'
import { react } from '../actions/react.ts'
import { removeMessage } from '../actions/removeMessage.ts'
import { retrySend } from '../actions/retrySend.ts'
import type { Sent } from '../actions/send.ts'
import { sendTemplated } from '../actions/sendTemplated.ts'
import type { SentContent } from '../domain/outgoing.ts'
import { message } from '../protocol/message.ts'
import {
  forwarded,
  forwardMessage,
  type SendEnvelope,
  sendContacts,
  sendInteractive,
  sendLocation,
  sendReaction,
  sendTemplate,
  sendText,
} from '../protocol/sending.ts'
import { answer, bodyFailures, created, failures, jsonBody, success } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { messageIdOf, messageParams } from './messageId.ts'
import { auditActorOf, readerOf, requireSession, type SessionEnv } from './session.ts'

const tags = ['messages']
const security = [{ bearer: [] }]

const refused = bodyFailures(
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'unprocessable',
)

/** `/messages/…`: everything that is sent to customers except files. */
export function sendRoutes(deps: HttpDeps) {
  const { ctx } = deps
  const signedIn = requireSession(deps)

  /** A route that sends one message, described by its body. */
  const route = <P extends string, S extends z.ZodType>(path: P, summary: string, schema: S) =>
    createRoute({
      method: 'post',
      path,
      tags,
      summary,
      security,
      middleware: [signedIn] as const,
      request: { body: jsonBody(schema) },
      responses: {
        ...sent,
        ...refused,
      },
    })
  const send = async (c: Context<SessionEnv>, envelope: SendEnvelope, content: SentContent) =>
    answered(c, await deps.send({ caller: readerOf(c.var.user), envelope, content }))

  return new OpenAPIHono<HttpEnv>()
    .openapi(route('/send', 'Send a text', sendText), (c) => {
      const { text: body, preview_url, ...envelope } = c.req.valid('json')
      const text = { body, ...(preview_url !== undefined && { preview_url }) }
      return send(c, envelope, { type: 'text', text })
    })
    .openapi(
      route('/send-template', 'Send an approved template, at any time', sendTemplate),
      async (c) => {
        const asked = c.req.valid('json')
        return answered(c, await sendTemplated(deps, readerOf(c.var.user), asked))
      },
    )
    .openapi(
      route('/send-interactive', 'Send buttons, a list, a link or a request', sendInteractive),
      (c) => {
        const { interactive, ...envelope } = c.req.valid('json')
        return send(c, envelope, { type: 'interactive', interactive })
      },
    )
    .openapi(route('/send-location', 'Send a place', sendLocation), (c) => {
      const { location, ...envelope } = c.req.valid('json')
      return send(c, envelope, { type: 'location', location })
    })
    .openapi(route('/send-contacts', 'Send contact cards', sendContacts), (c) => {
      const { contacts, ...envelope } = c.req.valid('json')
      return send(c, envelope, { type: 'contacts', contacts })
    })
    .openapi(
      route('/send-reaction', 'React to a message, or take the reaction back', sendReaction),
      async (c) => answered(c, await react(deps, readerOf(c.var.user), c.req.valid('json'))),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/forward',
        tags,
        summary: 'Send the content of a message to other rooms',
        security,
        middleware: [signedIn] as const,
        request: { body: jsonBody(forwardMessage) },
        responses: {
          201: answer('What became of it in each room', z.array(forwarded)),
          ...refused,
        },
      }),
      async (c) => created(c, await forward(deps, readerOf(c.var.user), c.req.valid('json'))),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/retry',
        tags,
        summary: 'Send once more what failed, or of which nobody knows whether it arrived',
        security,
        middleware: [signedIn] as const,
        request: { params: messageParams },
        responses: {
          200: answer('The message, with a new attempt', message),
          ...failures('unauthenticated', 'not_found', 'conflict', 'unprocessable'),
        },
      }),
      async (c) => {
        const messageId = messageIdOf(c.req.valid('param'))
        return success(c, await retrySend(ctx, { messageId, caller: readerOf(c.var.user) }))
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}',
        tags,
        summary: 'Take away what failed, or of which nobody knows whether it arrived',
        security,
        middleware: [signedIn] as const,
        request: { params: messageParams },
        responses: {
          200: answer('The message, without its content', message),
          ...failures('unauthenticated', 'not_found', 'conflict'),
        },
      }),
      async (c) => {
        const messageId = messageIdOf(c.req.valid('param'))
        const asked = { messageId, caller: readerOf(c.var.user), by: auditActorOf(c.var) }
        return success(c, await removeMessage(ctx, asked))
      },
    )
}

export const sent = {
  201: answer('Stored, and on its way', message),
  200: answer('The same request was stored before: that message', message),
}

/** 201, or 200 for a repeated request. */
export const answered = (c: Context, { message, repeated }: Sent) =>
  repeated ? success(c, message) : created(c, message)
