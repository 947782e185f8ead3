/**
 * The bare limit of ingest: signature, JSON.parse, one group-committed INSERT, and the answer after its commit. No rooms, no
 * events: the difference to it is what a server's features cost.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import postgres from 'postgres'

const { PORT, DATABASE_URL, WHATSAPP_APP_SECRET = '' } = process.env
const sql = postgres(DATABASE_URL!, { max: 1, onnotice: () => {} })
await sql`CREATE TABLE IF NOT EXISTS messages (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(), wa_message_id TEXT NOT NULL UNIQUE, phone TEXT NOT NULL,
  content_text TEXT, created_at TIMESTAMPTZ NOT NULL DEFAULT now())`

interface Waiting {
  wamid: string
  phone: string
  text: string
  settle: PromiseWithResolvers<void>
}

let queue: Waiting[] = []
let committing = false

async function commitGroups() {
  committing = true
  while (queue.length > 0) {
    const group = queue
    queue = []
    try {
      await sql`INSERT INTO messages (wa_message_id, phone, content_text)
        SELECT * FROM unnest(${group.map((m) => m.wamid)}::text[], ${group.map((m) => m.phone)}::text[],
          ${group.map((m) => m.text)}::text[]) ON CONFLICT DO NOTHING`
      for (const message of group) message.settle.resolve()
    } catch (error) {
      for (const message of group) message.settle.reject(error)
    }
  }
  committing = false
}

function signed(body: Buffer, header: string | null) {
  const digest = createHmac('sha256', WHATSAPP_APP_SECRET).update(body).digest('hex')
  const given = Buffer.from(header ?? '')
  const expected = Buffer.from(`sha256=${digest}`)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

Bun.serve({
  port: Number(PORT),
  hostname: '127.0.0.1',
  routes: {
    '/health': new Response('ok'),
    '/webhook/whatsapp': {
      async POST(request) {
        const body = Buffer.from(await request.arrayBuffer())
        if (!signed(body, request.headers.get('x-hub-signature-256')))
          return new Response(null, { status: 401 })
        const message = JSON.parse(body.toString()).entry[0].changes[0].value.messages[0]
        const settle = Promise.withResolvers<void>()
        queue.push({ wamid: message.id, phone: message.from, text: message.text.body, settle })
        if (!committing) commitGroups()
        await settle.promise
        return Response.json({ success: true })
      },
    },
  },
})
