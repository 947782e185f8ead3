/**
 * Meta for the benchmark, in a process of its own: the simulator with defaults, which sends a signed webhook for each status.
 * `GET /calls` returns when each send came, and clears the list.
 */
import { Hono } from 'hono'
import { createSimulator } from '../src/simulator/simulator.ts'

const { PORT, WEBHOOK, SECRET } = process.env as Record<'PORT' | 'WEBHOOK' | 'SECRET', string>

let calls: { at: number; callback: string }[] = []
const silent = { info() {}, warn() {}, error() {} }
const simulator = createSimulator({
  appSecret: SECRET,
  webhookUrl: () => WEBHOOK,
  url: () => `http://127.0.0.1:${PORT}/simulator`,
  log: silent,
})
const app = new Hono().route('/simulator', simulator.app)

Bun.serve({
  port: Number(PORT),
  hostname: '127.0.0.1',
  async fetch(request) {
    const { pathname } = new URL(request.url)
    if (pathname === '/health') return new Response('ok')
    if (pathname === '/calls') {
      const answer = Response.json(calls)
      calls = []
      return answer
    }
    const at = performance.timeOrigin + performance.now()
    if (request.method === 'POST' && pathname.endsWith('/messages')) {
      const body = (await request.clone().json()) as { biz_opaque_callback_data?: string }
      if (body.biz_opaque_callback_data) calls.push({ at, callback: body.biz_opaque_callback_data })
    }
    return app.fetch(request)
  },
})
