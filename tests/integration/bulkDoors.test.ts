import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { signBody } from '../../src/whatsapp/signature.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { waitForWaiting } from '../helpers/locks.ts'
import { APP_SECRET, startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openBulk } from './bulkWorld.ts'
import { from, hook } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, stop } = await openBulk()
afterAll(stop)

describe('who may deliver', () => {
  const raw = JSON.stringify(hook(from({ phone: newPhone() })))
  const post = (url: string, body: string, signature?: string) =>
    fetch(`${url}/webhook/whatsapp`, {
      method: 'POST',
      headers: { ...(signature !== undefined && { 'x-hub-signature-256': signature }) },
      body,
    })
  const sign = (body: string, secret = APP_SECRET) => signBody(Buffer.from(body), secret)

  test('unsigned, wrongly signed, signed with SHA-1 or over other bytes is 401, and nothing is stored', async () => {
    const sha1 = new Bun.CryptoHasher('sha1', APP_SECRET).update(raw).digest('hex')
    const wrong = [
      undefined,
      '',
      'sha256=',
      sign(raw, 'another secret'),
      sign(`${raw} `),
      `sha1=${sha1}`,
      sign(raw).slice('sha256='.length),
      `${sign(raw)}00`,
    ]
    const before = await inbox.sql`select count(*) as n from messages`
    for (const signature of wrong) {
      const answer = await post(inbox.server.url, raw, signature)
      expect({ signature, status: answer.status }).toEqual({ signature, status: 401 })
      expect(await answer.json()).toMatchObject({ error: { code: 'unauthenticated' } })
    }
    expect(await inbox.sql`select count(*) as n from messages`).toEqual(before)
  })

  test('signed, and not JSON, is 400', async () => {
    for (const body of ['', 'Halo', '{"object":', '\0', '{"a":1} trailing']) {
      const answer = await post(inbox.server.url, body, sign(body))
      expect({ body, status: answer.status }).toEqual({ body, status: 400 })
    }
  })

  test('while the app secret is rotated, both are accepted', async () => {
    const rotating = await startServer({
      databaseUrl: inbox.server.databaseUrl,
      config: { appSecrets: ['the new secret', APP_SECRET] },
    })
    for (const secret of ['the new secret', APP_SECRET])
      expect((await post(rotating.url, raw, sign(raw, secret))).status).toBe(200)
    expect((await post(rotating.url, raw, sign(raw, 'a third'))).status).toBe(401)
    await rotating.stop()
  })
})

describe('200 means committed', () => {
  test('no answer comes before the commit, and when it comes the message is there', async () => {
    const wamid = newWamid()
    const answered: string[] = []
    let delivery: Promise<Response> | undefined
    await inbox.sql.begin(async (tx) => {
      await tx`lock table messages in share mode`
      delivery = inbox.server
        .deliver(hook(from({ phone: newPhone() }, 'Halo', { wamid })))
        .finally(() => answered.push('answer'))
      await waitForWaiting(inbox.sql)
      // The server still serves others, and so would have had the time to answer.
      expect((await fetch(`${inbox.server.url}/health`)).status).toBe(200)
      await inbox.sql`select 1`
      expect(answered).toEqual([])
    })
    expect((await delivery!).status).toBe(200)
    expect(await inbox.sql`select 1 from messages where wa_message_id = ${wamid}`).toHaveLength(1)
  })

  test('a database out of reach is 503, and the next delivery succeeds', async () => {
    const cluster = await privateCluster()
    const server = await startServer({ databaseUrl: cluster.url })
    const wamids = [newWamid(), newWamid(), newWamid()]
    const bodies = wamids.map((wamid) => hook(from({ phone: newPhone() }, 'Halo', { wamid })))
    expect((await server.deliver(bodies[0])).status).toBe(200)
    await cluster.stop('immediate')
    const answers = await Promise.all(bodies.map((body) => server.deliver(body)))
    expect(answers.map((answer) => answer.status)).toEqual([503, 503, 503])
    expect(await answers[0]!.json()).toMatchObject({ error: { code: 'unavailable' } })
    await cluster.start()
    for (const body of bodies) expect((await server.deliver(body)).status).toBe(200)
    const { body } = await server.api('GET', '/rooms', { token: server.admin.token })
    expect(body.data.map((room: { message_count: number }) => room.message_count)).toEqual([
      1, 1, 1,
    ])
    await server.stop()
    await cluster.destroy()
  })
})
