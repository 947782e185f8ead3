import { Hono } from 'hono'
import type {
  Behaviour,
  BehaviourChange,
  Chat,
  Customer,
  CustomerMessage,
  GraphCall,
  NewCustomer,
} from '../../src/protocol/simulator.ts'
import { createSimulator } from '../../src/simulator/simulator.ts'
import { APP_SECRET } from './server.ts'

export type TestSimulator = Awaited<ReturnType<typeof startSimulator>>

/** Without delays, so that tests don't wait for Meta. */
const AT_ONCE = { delivered_after_ms: 0, read_after_ms: 0 }
const silent = { info: () => {}, warn: () => {}, error: () => {} }

/**
 * The simulator alone on its own port, so that it survives when a server is killed. Point a server at it with `graphBaseUrl`
 * and any access token; `webhookUrl` may be set once the server runs.
 */
export async function startSimulator({
  webhookUrl = 'http://127.0.0.1:1/webhook/whatsapp',
  appSecret = APP_SECRET,
  behaviour = {},
  now = Date.now,
}: {
  webhookUrl?: string
  appSecret?: string
  behaviour?: Partial<Behaviour>
  now?: () => number
} = {}) {
  let target = webhookUrl
  const simulator = createSimulator({
    appSecret,
    webhookUrl: () => target,
    url: () => `${server.url.origin}/simulator`,
    log: silent,
    behaviour: { ...AT_ONCE, ...behaviour },
    now,
  })
  const app = new Hono().route('/simulator', simulator.app)
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 60,
    maxRequestBodySize: 1024 * 1024 * 1024,
    fetch: app.fetch,
  })
  const url = `${server.url.origin}/simulator`
  return {
    ...simulatorClient(url),
    /** The value for `GRAPH_BASE_URL`. */
    graphBaseUrl: `${url}/graph`,
    simulator,
    sendWebhooksTo(next: string) {
      target = next
    },
    async stop() {
      simulator.stop()
      await server.stop(true)
    },
  }
}

/** A client of the simulator's API. `url` ends in `/simulator`. */
export function simulatorClient(url: string) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const form = body instanceof FormData
    const answer = await fetch(url + path, {
      method,
      ...(body !== undefined && !form && { headers: { 'content-type': 'application/json' } }),
      ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
    })
    const read = (await answer.json()) as { success: boolean; data: T; error?: unknown }
    if (!read.success) throw new Error(`${method} ${path}: ${JSON.stringify(read.error)}`)
    return read.data
  }
  return {
    url,
    call,
    behave: (change: BehaviourChange) => call<Behaviour>('POST', '/behaviour', change),
    behaveAgain: () => call<Behaviour>('DELETE', '/behaviour'),
    customer: (customer: NewCustomer) => call<Customer>('POST', '/customers', customer),
    says: async (customer: string, message: CustomerMessage | FormData) =>
      (await call<{ wamid: string }>('POST', `/customers/${customer}/messages`, message)).wamid,
    opens: (customer: string) => call('POST', `/customers/${customer}/read`, {}),
    chat: (customer: string, phoneNumberId?: string) =>
      call<Chat>(
        'GET',
        `/customers/${customer}/chat${phoneNumberId ? `?phone_number_id=${phoneNumberId}` : ''}`,
      ),
    requests: (after = 0) => call<GraphCall[]>('GET', `/requests?after=${after}`),
  }
}
