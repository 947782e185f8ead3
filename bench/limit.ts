/** What the limits of ingest share: signature, JSON.parse, group commit, and the answer after its commit. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Server } from 'bun'
import { dashboardSockets } from './dashboardSockets.ts'

export interface Waiting {
  wamid: string
  phone: string
  name: string
  text: string
  settle: PromiseWithResolvers<void>
}

const { PORT, WHATSAPP_APP_SECRET = '' } = process.env

function signed(body: Buffer, header: string | null) {
  const digest = createHmac('sha256', WHATSAPP_APP_SECRET).update(body).digest('hex')
  const given = Buffer.from(header ?? '')
  const expected = Buffer.from(`sha256=${digest}`)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/**
 * Serves webhooks with one message each, and dashboards, which hear of what `publish`es to `staff`.
 * @param store commits a group: all that came during the last commit
 */
export function serveLimit(
  store: (group: readonly Waiting[]) => Promise<unknown>,
): Server<undefined> {
  let queue: Waiting[] = []
  let committing = false

  const commitGroups = async () => {
    committing = true
    while (queue.length > 0) {
      const group = queue
      queue = []
      try {
        await store(group)
        for (const message of group) message.settle.resolve()
      } catch (error) {
        for (const message of group) message.settle.reject(error)
      }
    }
    committing = false
  }

  return Bun.serve<undefined>({
    port: Number(PORT),
    hostname: '127.0.0.1',
    websocket: dashboardSockets,
    fetch(request, server) {
      if (server.upgrade(request)) return
      return new Response(null, { status: 404 })
    },
    routes: {
      '/health': new Response('ok'),
      '/webhook/whatsapp': {
        async POST(request: Request) {
          const body = Buffer.from(await request.arrayBuffer())
          if (!signed(body, request.headers.get('x-hub-signature-256')))
            return new Response(null, { status: 401 })
          const { contacts, messages } = JSON.parse(body.toString()).entry[0].changes[0].value
          const [message] = messages
          const settle = Promise.withResolvers<void>()
          queue.push({
            wamid: message.id,
            phone: message.from,
            name: contacts[0].profile.name,
            text: message.text.body,
            settle,
          })
          if (!committing) commitGroups()
          await settle.promise
          return Response.json({ success: true })
        },
      },
    },
  })
}
