import { graphError } from './graphError.ts'
import { newWamid } from './webhooks.ts'

type Json = Record<string, unknown>
/** A request to `POST /{phone_number_id}/messages`. */
export type GraphCall = {
  at: number
  phoneNumberId: string
  token: string | null
  body: Json
  wamid: string
}
type Answer = Response | 'hang' | null

export type GraphStandIn = ReturnType<typeof startGraphStandIn>

/**
 * The Graph API's sends over HTTP, in the test's own process, so that it outlives a killed server. It accepts every message
 * unless a test says otherwise.
 */
export function startGraphStandIn() {
  const sends: GraphCall[] = []
  const reads: Json[] = []
  let answer: (call: GraphCall, nth: number) => Answer | Promise<Answer> = () => null
  let usable: (phoneNumberId: string) => boolean = () => true
  let wake: (() => void)[] = []

  const take = async (request: Request, phoneNumberId: string): Promise<Response> => {
    const body = (await request.json()) as Json
    if (body.status === 'read') {
      reads.push(body)
      changed()
      return Response.json({ success: true })
    }
    const token = request.headers.get('authorization')
    const call = { at: performance.now(), phoneNumberId, token, body, wamid: newWamid() }
    const nth = sends.push(call) - 1
    const chosen = await answer(call, nth)
    changed()
    if (chosen === 'hang') return new Promise(() => {})
    return chosen ?? accepted(call)
  }
  const changed = () => {
    for (const resolve of wake) resolve()
    wake = []
  }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 60,
    async fetch(request) {
      const [, _version, phoneNumberId, part] = new URL(request.url).pathname.split('/')
      if (request.method === 'POST' && part === 'messages') return take(request, phoneNumberId!)
      if (request.method === 'GET' && phoneNumberId && !part) {
        return usable(phoneNumberId) ? Response.json({ id: phoneNumberId }) : graphError(190, 401)
      }
      return graphError(100)
    },
  })
  const until = async (holds: () => boolean, what: string) => {
    const deadline = Date.now() + 15_000
    while (!holds()) {
      if (Date.now() > deadline)
        throw new Error(`Meta did not see in time: ${what}; sends: ${sends.length}`)
      await new Promise<void>((resolve) => {
        wake.push(resolve)
        setTimeout(resolve, 100)
      })
    }
  }
  return {
    url: `http://127.0.0.1:${server.port}`,
    sends,
    reads,
    until,
    /** Sets how the next sends are answered; null accepts them. */
    answers(how: typeof answer) {
      answer = how
    },
    /** Sets which numbers the token may use. */
    usable(which: typeof usable) {
      usable = which
    },
    /** Resolves when this many sends have come. */
    sent: async (count: number) => {
      await until(() => sends.length >= count, `${count} sends`)
      return sends
    },
    stop: () => server.stop(true),
  }
}

function accepted({ body, wamid }: GraphCall): Response {
  const { to, recipient } = body as { to?: string; recipient?: string }
  const contact = to
    ? { input: to, wa_id: to.replace('+', '') }
    : { input: recipient, user_id: recipient }
  return Response.json({
    messaging_product: 'whatsapp',
    contacts: [contact],
    messages: [{ id: wamid }],
  })
}
