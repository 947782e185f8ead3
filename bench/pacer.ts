import { signBody } from '../src/whatsapp/signature.ts'
import { APP_SECRET } from './contestants.ts'
import { type Post, webhookBody } from './posts.ts'

/** Posts a body to a server; throws unless it is answered 200. */
export async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
}

/** Unix time in milliseconds, with fractions; comparable between processes of a machine. */
export const sharedNow = () => performance.timeOrigin + performance.now()

/** Posts one signed webhook; each message's text says when it was due. */
export function postWebhook(port: number, posts: readonly Post[], due = sharedNow()) {
  const text = () => `Hello from a customer, due ${due.toFixed(1).padStart(15, '0')} ms`
  const body = webhookBody(posts, String(Math.floor(Date.now() / 1000)), text)
  return post(`http://127.0.0.1:${port}/webhook/whatsapp`, body, {
    'x-hub-signature-256': signBody(Buffer.from(body), APP_SECRET),
  })
}

/** Runs `act` at a steady rate, whether or not the last run has ended (an open loop); throws the first failure. */
export async function atRate(
  { count, perSecond }: { count: number; perSecond: number },
  act: (n: number, due: number) => Promise<unknown>,
): Promise<void> {
  const startedAt = sharedNow()
  const running: Promise<unknown>[] = []
  for (let n = 0; n < count; n++) {
    const due = startedAt + (1000 * n) / perSecond
    const wait = due - sharedNow()
    if (wait > 0.5) await Bun.sleep(wait)
    running.push(act(n, due))
  }
  await Promise.all(running)
}
