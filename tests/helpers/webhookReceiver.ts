import { createHmac } from 'node:crypto'
import { APP_SECRET } from './server.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
type Value = any
export type Delivered = {
  raw: string
  headers: Headers
  changes: { field: string; value: Value }[]
}

/** A webhook receiver independent of the server: checks signatures itself and records what came. */
export function openWebhookReceiver(
  answer: (delivered: Delivered, nth: number) => number = () => 200,
) {
  const all: Delivered[] = []
  const waiting = new Set<() => void>()
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const raw = await request.text()
      const hmac = createHmac('sha256', APP_SECRET).update(raw).digest('hex')
      if (request.headers.get('x-hub-signature-256') !== `sha256=${hmac}`) {
        return new Response('wrongly signed', { status: 401 })
      }
      const changes = JSON.parse(raw).entry.flatMap((entry: Value) => entry.changes)
      const delivered = { raw, headers: request.headers, changes }
      all.push(delivered)
      const status = answer(delivered, all.length)
      for (const look of waiting) look()
      return new Response('', { status })
    },
  })

  const values = () => all.flatMap(({ changes }) => changes.map(({ value }) => value))
  const statuses = (): Value[] => values().flatMap((value) => value.statuses ?? [])
  const messages = (): Value[] => values().flatMap((value) => value.messages ?? [])

  return {
    url: server.url.href,
    all,
    values,
    statuses,
    messages,
    /** The statuses of one message, such as `sent delivered read`, in order of arrival. */
    statusesOf: (wamid: string) =>
      statuses()
        .filter(({ id }) => id === wamid)
        .map(({ status }) => status)
        .join(' '),
    /** Resolves once the condition holds; checked with each webhook. */
    until: (isSo: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!isSo()) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    clear: () => void all.splice(0),
    stop: () => server.stop(true),
  }
}
