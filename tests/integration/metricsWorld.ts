import type { Config } from '../../src/config.ts'
import { connect } from '../helpers/client.ts'
import { graphError } from '../helpers/graphError.ts'
import { startGraphStandIn } from '../helpers/graphStandIn.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, PHONE_NUMBER_ID, textMessage, webhook } from '../helpers/webhooks.ts'

const TOKEN = 'a-token-for-those-who-operate'
const DEADLINE_MS = 30_000

export type Read = (sample: string) => number
export type MetricsWorld = Awaited<ReturnType<typeof openMetricsWorld>>

/**
 * A server with metrics, a Meta that takes what it sends, and somebody who reads them.
 * @param databaseUrl of a database that the test may do anything to
 */
export async function openMetricsWorld(config: Partial<Config> = {}, databaseUrl?: string) {
  const graph = startGraphStandIn()
  const server = await startServer({
    ...(databaseUrl && { databaseUrl }),
    config: {
      metricsToken: TOKEN,
      graphBaseUrl: graph.url,
      whatsappAccessToken: 'token of a test',
      whatsappPhoneNumberId: PHONE_NUMBER_ID,
      simulator: false,
      sendsToSimulator: false,
      ...config,
    },
  })
  const { url, admin } = server
  const phone = newPhone()
  await server.deliver(webhook(textMessage(phone, 'Halo')))

  const text = async () => {
    const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    if (answer.status !== 200) throw new Error(`/metrics answered ${answer.status}`)
    return answer.text()
  }
  /** Samples by name and labels, as they are written. */
  const read = async (): Promise<Read> => {
    const lines = (await text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    const samples = new Map(
      lines.map((line) => {
        const space = line.lastIndexOf(' ')
        return [line.slice(0, space), Number(line.slice(space + 1))] as const
      }),
    )
    return (sample) => {
      const value = samples.get(sample)
      if (value === undefined) throw new Error(`there is no ${sample}`)
      return value
    }
  }
  return {
    url,
    admin,
    api: server.api,
    databaseUrl: server.databaseUrl,
    deliver: server.deliver,
    token: TOKEN,
    text,
    read,
    async until(holds: (now: Read) => boolean): Promise<Read> {
      const deadline = Date.now() + DEADLINE_MS
      for (;;) {
        const now = await read()
        // Without its answer there are no figures of the database.
        if (now('ruang_database_up') === 1 && holds(now)) return now
        if (Date.now() > deadline) throw new Error('the metrics did not come to it in time')
      }
    },
    /** A delivery with a signature of one's own. */
    post: (body: string, signature: string) =>
      fetch(`${url}/webhook/whatsapp`, {
        method: 'POST',
        headers: { 'x-hub-signature-256': signature },
        body,
      }),
    async send(said: string): Promise<void> {
      const body = { to: phone, text: said }
      const sent = await server.api('POST', '/messages/send', { token: admin.token, body })
      if (sent.status !== 201) throw new Error(`it was not taken: ${sent.status}`)
    },
    /** From now on Meta refuses what is sent, with this code. */
    refuse: (code: number) => {
      graph.answers(() => graphError(code, 401))
      graph.usable(() => false)
    },
    connect: () => connect(url, { token: admin.token }),
    /** Another server on the same database. */
    async another(changed: Partial<Config>) {
      const one = await startServer({ databaseUrl: server.databaseUrl, config: changed })
      return { url: one.url, api: one.api, [Symbol.asyncDispose]: one.stop }
    },
    async stop() {
      await server.stop()
      graph.stop()
    },
  }
}
