import type { Server as BunServer } from 'bun'
import type { Config } from '../config.ts'
import type { Peers } from '../limits/clientAddress.ts'
import { SOCKET_PATH, type SocketEngine } from '../sockets/engine.ts'
import { WEBHOOK_PATH } from '../whatsapp/route.ts'
import { answerHead } from './answerHead.ts'
import { refuseTunnel } from './refuseTunnel.ts'
import { refuseHost, withHost } from './withHost.ts'

/**
 * Far above the limit of any route. Each route sets its own and refuses with a reason, while Bun's refusal has no body. A
 * high limit costs nothing, since a body is not in memory until it is read.
 */
const MAX_BODY_BYTES = 1024 * 1024 * 1024

type Answers = {
  fetch: (request: Request, peers?: Peers) => Response | Promise<Response>
}

/**
 * Opens the port. The path decides which of three parts handles a request: webhooks, sockets, or everything else.
 * @throws Error with a sentence for the operator
 */
export function listen(
  config: Pick<Config, 'port' | 'host' | 'worker'>,
  answers: { webhooks: Answers; sockets: SocketEngine; others: Answers },
): BunServer<unknown> {
  try {
    return open(config, answers)
  } catch (error) {
    const where = `PORT ${config.port}, HOST ${config.host}`
    throw new Error(`${where}: can't listen there (${(error as Error).message})`)
  }
}

function open(
  { port, host, worker }: Pick<Config, 'port' | 'host' | 'worker'>,
  { webhooks, sockets, others }: { webhooks: Answers; sockets: SocketEngine; others: Answers },
): BunServer<unknown> {
  const answer = (
    request: Request,
    path: string,
    original: Request,
    server: BunServer<unknown>,
  ) => {
    if (path === WEBHOOK_PATH) return webhooks.fetch(request)
    if (path === SOCKET_PATH) return sockets.handle(request, server)
    // Asked of the request that came: one that was made from it has no connection.
    return others.fetch(request, { requestIP: () => server.requestIP(original) })
  }
  return Bun.serve({
    port,
    hostname: host,
    // Workers share the port.
    reusePort: worker !== undefined,
    idleTimeout: 60,
    maxRequestBodySize: MAX_BODY_BYTES,
    fetch: (original, server) => {
      if (original.method === 'CONNECT') return refuseTunnel()
      const request = withHost(original)
      if (!request) return refuseHost()
      const path = pathOf(request.url)
      if (request.method === 'HEAD' && path !== SOCKET_PATH)
        return answerHead(request, (asked) => answer(asked, path, original, server))
      return answer(request, path, original, server)
    },
    websocket: sockets.websocket as never,
  })
}

/** The URL under which this machine reaches the server. */
export function urlOf({ host }: Pick<Config, 'host'>, { port }: BunServer<unknown>): string {
  return `http://${reachable(host)}:${port}`
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const end = url.indexOf('?', start)
  return url.slice(start, end === -1 ? undefined : end)
}
