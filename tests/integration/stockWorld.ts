import { expect } from 'bun:test'
import { WhatsAppAPI } from 'whatsapp-api-js'
import type { OnMessageArgs, OnStatusArgs } from 'whatsapp-api-js/emitters'
import { APP_SECRET } from '../helpers/server.ts'
import { startSimulator } from '../helpers/simulator.ts'

export const NUMBER = '106540352242922'

const VERSION = 'v26.0'

const META = 'https://graph.facebook.com'

type Heard = { message: OnMessageArgs } | { status: OnStatusArgs }

export const newPhone = () => `62899${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`

/** `whatsapp-api-js`, a client that knows nothing of us, against the stand-in: it speaks as Meta does, or this fails. */
export async function openStockClient() {
  const waiting: { fits: (heard: Heard) => boolean; resolve: (heard: Heard) => void }[] = []
  const refused: string[] = []
  const door = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const raw = await request.text()
      const signature = request.headers.get('x-hub-signature-256') ?? ''
      await client.post(JSON.parse(raw), raw, signature).catch((error) => {
        refused.push(String(error))
      })
      return new Response()
    },
  })
  const simulator = await startSimulator({ webhookUrl: door.url.href })
  const client = new WhatsAppAPI<void>({
    token: 'any-token',
    appSecret: APP_SECRET,
    v: VERSION,
    ponyfill: {
      // Its address of Meta is fixed.
      fetch: ((url: string | URL, init?: RequestInit) =>
        fetch(String(url).replace(META, simulator.graphBaseUrl), init)) as typeof fetch,
    },
  })
  client.on.message = (message) => heard({ message })
  client.on.status = (status) => heard({ status })
  /** The next webhook like that which the client has checked and read. */
  const hear = (fits: (heard: Heard) => boolean) =>
    new Promise<Heard>((resolve) => waiting.push({ fits, resolve }))
  function heard(what: Heard): void {
    const at = waiting.findIndex(({ fits }) => fits(what))
    if (at !== -1) waiting.splice(at, 1)[0]!.resolve(what)
  }
  const hearMessage = async (from: string) => {
    const what = await hear((one) => 'message' in one && one.message.from === from)
    return (what as { message: OnMessageArgs }).message
  }
  const hearStatus = async (fits: (status: OnStatusArgs) => boolean) => {
    const what = await hear((one) => 'status' in one && fits(one.status))
    return (what as { status: OnStatusArgs }).status
  }
  async function uploaded(type: string, bytes = 'a file') {
    const form = new FormData()
    form.set('file', new File([bytes], 'file', { type }))
    const answer = (await client.uploadMedia(NUMBER, form as never)) as { id?: string }
    expect(answer.id).toBeString()
    return answer.id!
  }
  const stop = async () => {
    await simulator.stop()
    await door.stop(true)
  }
  return { simulator, client, refused, hearMessage, hearStatus, uploaded, stop }
}
