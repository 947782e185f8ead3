import { createGraph } from '../../src/whatsapp/graph.ts'
import { startSimulator } from '../helpers/simulator.ts'
import { openWebhookReceiver } from '../helpers/webhookReceiver.ts'

export const NUMBER = '106540352242922'

export const newPhone = () => `62898${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`

export const range = (count: number) => Array.from({ length: count }, (_, index) => index)

/** What the stand-in posts, seen by a webhook that knows nothing of this server. */
export async function openPosted() {
  /** What the webhook answers to the nth delivery. */
  const answers: { now: (nth: number) => number } = { now: () => 200 }
  const door = openWebhookReceiver((_, nth) => answers.now(nth))
  const simulator = await startSimulator({ webhookUrl: door.url })
  const settings = {
    baseUrl: simulator.graphBaseUrl,
    version: 'v26.0',
    token: () => 'any-token',
  }
  const graph = createGraph(settings)
  const send = (to: string, part: object = {}, by = graph) =>
    by.send(NUMBER, {
      messaging_product: 'whatsapp',
      to: `+${to}`,
      type: 'text',
      text: { body: 'Halo' },
      biz_opaque_callback_data: `about ${to}`,
      ...part,
    })
  async function sent(to = newPhone(), part: object = {}) {
    const outcome = await send(to, part)
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
    return outcome.wamid
  }
  const say = (phone: string, text: string) => simulator.says(phone, { type: 'text', text })
  const customer = async (more: object = {}) =>
    (await simulator.customer({ phone: newPhone(), ...more })).phone
  const stop = async () => {
    await simulator.stop()
    await door.stop()
  }
  /** Who waits for Meta's answer for two seconds. */
  const hasty = createGraph({ ...settings, timeoutMs: 2_000 })
  return { answers, door, simulator, graph, hasty, send, sent, say, customer, stop }
}
