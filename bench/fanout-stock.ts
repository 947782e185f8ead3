/** Fan-out by Socket.IO on the Bun engine, with the stock adapter and defaults. POST /emit sends events to all. */
import { Server as Engine } from '@socket.io/bun-engine'
import { Server } from 'socket.io'

const engine = new Engine({ path: '/socket.io/' })
const io = new Server()
io.bind(engine as never)
io.on('connection', (socket) => {
  socket.join(['staff', ...(socket.handshake.auth.rooms ?? [])])
  socket.emit('session_ready', {})
})
const { websocket } = engine.handler()

Bun.serve({
  port: Number(process.env.PORT),
  hostname: '127.0.0.1',
  websocket: websocket as never,
  async fetch(request, server) {
    const { pathname } = new URL(request.url)
    if (pathname === '/socket.io/') return engine.handleRequest(request, server as never)
    if (pathname === '/emit')
      for (const event of (await request.json()) as object[])
        io.to('staff').emit('new_message', event)
    return new Response('ok')
  },
})
