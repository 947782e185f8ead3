/** Fan-out by Socket.IO on Node, with defaults. POST /emit sends events to all. */
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { Server } from 'socket.io'

const server = createServer(async (request, response) => {
  if (request.url === '/emit')
    for (const event of await json(request)) io.to('staff').emit('new_message', event)
  response.end('ok')
})
const io = new Server(server)
io.on('connection', (socket) => {
  socket.join(['staff', ...(socket.handshake.auth.rooms ?? [])])
  socket.emit('session_ready', {})
})

// A benchmark's connection may be idle for longer than Node's default timeout.
server.keepAliveTimeout = 0
server.listen(Number(process.env.PORT), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
