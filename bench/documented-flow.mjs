/**
 * The documented flow, as the yardstick: Express, node-postgres and Socket.IO on Node, one message at a time,
 * SELECT room, INSERT room, INSERT message, emit. Defaults everywhere, nothing logged. Runs alone: PORT,
 * DATABASE_URL, WHATSAPP_APP_SECRET. With TOUCH_ROOM=on it also keeps the room's updated_at.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import express from 'express'
import pg from 'pg'
import { Server } from 'socket.io'

const { PORT, HOST = '127.0.0.1', DATABASE_URL, WHATSAPP_APP_SECRET, TOUCH_ROOM } = process.env
const touchRoom = TOUCH_ROOM === 'on'

const db = new pg.Pool({ connectionString: DATABASE_URL, max: 20 })
await db.query(`
  CREATE TABLE IF NOT EXISTS users (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), name TEXT);
  CREATE TABLE IF NOT EXISTS rooms (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    phone TEXT NOT NULL UNIQUE,
    title TEXT,
    leads_id UUID,
    created_at TIMESTAMP DEFAULT NOW(),
    updated_at TIMESTAMP DEFAULT NOW()
  );
  CREATE TABLE IF NOT EXISTS messages (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    room_id UUID REFERENCES rooms(id),
    user_id UUID REFERENCES users(id) NULL,
    content_type TEXT NOT NULL,
    content_text TEXT,
    wa_message_id TEXT UNIQUE,
    reply_to_wa_message_id TEXT,
    reaction_emoji TEXT,
    reaction_to_wa_message_id TEXT,
    media_type TEXT,
    media_id TEXT,
    gcs_filename TEXT,
    gcs_url TEXT,
    file_size INTEGER,
    mime_type TEXT,
    original_filename TEXT,
    metadata JSONB,
    status TEXT,
    status_timestamp TIMESTAMP,
    created_at TIMESTAMP DEFAULT NOW(),
    updated_at TIMESTAMP DEFAULT NOW()
  );
  CREATE INDEX IF NOT EXISTS messages_room ON messages (room_id, created_at);
`)

async function ensureRoom(phone, title) {
  const existing = await db.query('SELECT * FROM rooms WHERE phone = $1 LIMIT 1', [phone])
  if (existing.rows.length > 0) return { room: existing.rows[0], isNew: false }

  const created = await db.query(
    `INSERT INTO rooms (phone, title, created_at, updated_at)
     VALUES ($1, $2, NOW(), NOW())
     ON CONFLICT (phone) DO NOTHING
     RETURNING *`,
    [phone, title || phone],
  )
  if (created.rows.length > 0) return { room: created.rows[0], isNew: true }

  const faster = await db.query('SELECT * FROM rooms WHERE phone = $1 LIMIT 1', [phone])
  return { room: faster.rows[0], isNew: false }
}

/** The stored message, or undefined when its wamid is known already. */
async function saveMessage({ roomId, contentType, contentText, waMessageId }) {
  const saved = await db.query(
    `INSERT INTO messages (room_id, user_id, content_type, content_text, wa_message_id, metadata, status)
     VALUES ($1, NULL, $2, $3, $4, $5, $6)
     ON CONFLICT (wa_message_id) DO NOTHING
     RETURNING *`,
    [roomId, contentType, contentText, waMessageId, {}, 'received'],
  )
  return saved.rows[0]
}

function roomCompletePayload(room, message) {
  return {
    room_id: room.id,
    room_phone: room.phone,
    room_title: room.title,
    room_created_at: room.created_at,
    room_updated_at: room.updated_at,
    leads_id: room.leads_id,
    leads_info: null,
    last_message: {
      id: message.id,
      content_text: message.content_text,
      content_type: message.content_type,
      created_at: message.created_at,
      user_id: message.user_id,
      wa_message_id: message.wa_message_id,
    },
    last_message_text: message.content_text,
    last_message_timestamp: message.created_at,
    last_message_type: message.content_type,
    unread_count: 1,
    message_count: 1,
    participants: [],
  }
}

function signedByMeta(rawBody, header) {
  const expected = Buffer.from(
    `sha256=${createHmac('sha256', WHATSAPP_APP_SECRET).update(rawBody).digest('hex')}`,
  )
  const given = Buffer.from(header ?? '')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const app = express()
const httpServer = createServer(app)
const io = new Server(httpServer)

app.get('/health', (_req, res) => res.json({ success: true }))

app.post(
  '/webhook/whatsapp',
  express.raw({ type: 'application/json', limit: '4mb' }),
  async (req, res) => {
    try {
      if (!signedByMeta(req.body, req.get('x-hub-signature-256'))) {
        return res.status(401).json({ error: 'invalid signature' })
      }
      const { contacts, messages } = JSON.parse(req.body.toString('utf8')).entry[0].changes[0].value
      const incoming = messages[0]

      const { room, isNew } = await ensureRoom(incoming.from, contacts?.[0]?.profile?.name)
      const message = await saveMessage({
        roomId: room.id,
        contentType: incoming.type,
        contentText: incoming.text?.body ?? null,
        waMessageId: incoming.id,
      })
      if (message) {
        if (touchRoom && !isNew) {
          await db.query('UPDATE rooms SET updated_at = NOW() WHERE id = $1', [room.id])
        }
        if (isNew) {
          io.emit('new_room_complete', roomCompletePayload(room, message))
        } else {
          io.to(`room:${room.id}`).emit('room:new_message', message)
          io.emit('new_message', message)
        }
      }
      res.json({ success: true })
    } catch (error) {
      res.status(500).json({ error: error.message })
    }
  },
)

io.on('connection', (socket) => {
  socket.on('room:join', ({ room_id }) => socket.join(`room:${room_id}`))
  socket.on('room:leave', ({ room_id }) => socket.leave(`room:${room_id}`))
})

httpServer.listen(Number(PORT), HOST)
process.on('SIGTERM', () => process.exit(0))
