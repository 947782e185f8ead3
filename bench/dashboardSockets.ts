import type { WebSocketHandler } from 'bun'

/** Just enough Socket.IO for the benchmark's clients: each gets what is published to `staff`. */
export const dashboardSockets: WebSocketHandler<undefined> = {
  open(ws) {
    ws.subscribe('staff')
    ws.send('0{"sid":"-"}')
  },
  message(ws) {
    ws.send('40{"sid":"-"}')
    ws.send('42["session_ready",{}]')
  },
}
