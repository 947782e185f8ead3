/**
 * The bare limit of fan-out: one Bun `publish` for each event, to all sockets. It speaks just enough Socket.IO for the same
 * clients; no sessions, no rooms, no pings.
 */
import type { Server } from 'bun'
import { dashboardSockets } from './dashboardSockets.ts'

const frame = (event: object) => `42${JSON.stringify(['new_message', event])}`

const server: Server<undefined> = Bun.serve<undefined>({
  port: Number(process.env.PORT),
  hostname: '127.0.0.1',
  websocket: dashboardSockets,
  async fetch(request) {
    const { pathname } = new URL(request.url)
    if (pathname === '/socket.io/' && server.upgrade(request)) return
    if (pathname === '/emit')
      for (const event of (await request.json()) as object[]) server.publish('staff', frame(event))
    return new Response('ok')
  },
})
