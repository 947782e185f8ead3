import { startSimulator } from '../helpers/simulator.ts'

/** The stand-in's Graph API, spoken to by hand. The facts sheet says what is right. */
export const NUMBER = '106540352242922'

export const PHONE = '628123456789'

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
type Answer = { status: number; body: any }

export const message = (part: object) => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: `+${PHONE}`,
  ...part,
})

export const text = { type: 'text', text: { body: 'Halo' } }

export const template = (name: string, language: string, ...components: object[]) => ({
  type: 'template',
  template: { name, language: { code: language }, components },
})

export const body = (...texts: string[]) => ({
  type: 'body',
  parameters: texts.map((one) => ({ type: 'text', text: one })),
})

/** The stand-in for Meta alone, asked as the Graph API is. */
export async function openGraphOf() {
  const clock = { now: Date.parse('2026-11-25T10:00:00Z') }
  const simulator = await startSimulator({ now: () => clock.now })
  async function graph(method: string, path: string, body?: unknown, token = 't'): Promise<Answer> {
    const form = body instanceof FormData
    const answer = await fetch(`${simulator.graphBaseUrl}/${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !form && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && {
        body: form || typeof body === 'string' ? body : JSON.stringify(body),
      }),
    })
    return { status: answer.status, body: await answer.json() }
  }
  const post = (part: object, number = NUMBER) =>
    graph('POST', `v26.0/${number}/messages`, message(part))
  const stop = () => simulator.stop()
  return { clock, simulator, graph, post, stop }
}
