import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { quarantined } from '../../src/protocol/quarantine.ts'
import { openTestHttp } from '../helpers/httpApp.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openPoisoned, raw } from './poisonedWorld.ts'
import { from, hook } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let world: Awaited<ReturnType<typeof openPoisoned>> | undefined
beforeEach(async () => {
  await world?.close()
  world = await openPoisoned()
})
afterAll(() => world?.close())

describe('over HTTP', () => {
  const openAdmin = async () => {
    const http = openTestHttp(world!.url)
    const admin = await http.signedIn('admin')
    const call = (method: string, path: string, token = admin.token) =>
      http.call(method, `/quarantine${path}`, { token })
    const list = async (query = '') => {
      const { status, body } = await call('GET', query)
      expect(status).toBe(200)
      const data = z.array(quarantined).parse(body.data)
      return { data, next: body.next_cursor as string | null }
    }
    return { http, admin, call, list }
  }

  test('an admin sees what is kept, page by page, without the bodies, and replays it', async () => {
    const { http, admin, call, list } = await openAdmin()
    const { deliver, sql, cure, storedOf } = world!
    const wamids = Array.from({ length: 5 }, newWamid)
    const bodies = wamids.map((wamid) => hook(from({ phone: newPhone() }, 'poison', { wamid })))
    for (const body of bodies) await deliver(body)
    const { data } = await list()
    expect(data).toHaveLength(5)
    expect(data.map(({ size }) => size)).toEqual(bodies.map((body) => raw(body).length).reverse())
    const pages = [await list('?limit=2')]
    while (pages.at(-1)!.next) pages.push(await list(`?limit=2&cursor=${pages.at(-1)!.next}`))
    expect(pages.flatMap((page) => page.data)).toEqual(data)

    const { id } = data[0]!
    const again = await call('POST', `/${id}/replay`)
    expect(again).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'unprocessable',
          details: { reason: 'refused_again', error: 'message: poisonous, says the test' },
        },
      },
    })
    await cure()
    const done = await call('POST', `/${id}/replay`)
    expect(done.status).toBe(200)
    expect(done.body.data.replayed_at).not.toBeNull()
    expect(await storedOf(wamids)).toEqual([wamids[4]!])
    expect((await list('?replayed=true')).data.map((one) => one.id)).toEqual([id])
    expect((await list('?replayed=false')).data).toHaveLength(4)
    expect((await call('POST', `/${id}/replay`)).status).toBe(200)
    const acts = await sql`
      select actor_id, data from audit_log where action = 'quarantine_replayed' and target_id = ${id} order by at, id`
    expect([...acts]).toEqual([
      { actor_id: admin.id, data: { stored: false } },
      { actor_id: admin.id, data: { stored: true } },
    ])
    await http.close()
  })

  test('nobody else sees or replays it, and what is malformed is refused', async () => {
    const { http, call } = await openAdmin()
    await world!.deliver(hook(from({ phone: newPhone() }, 'poison')))
    const [kept] = await world!.quarantined()
    for (const role of ['supervisor', 'agent'] as const) {
      const { token } = await http.signedIn(role)
      expect((await call('GET', '', token)).status).toBe(403)
      expect((await call('POST', `/${kept!.id}/replay`, token)).status).toBe(403)
    }
    expect((await http.call('GET', '/quarantine')).status).toBe(401)
    expect((await http.call('POST', `/quarantine/${kept!.id}/replay`)).status).toBe(401)
    for (const query of ['?limit=0', '?cursor=x', '?replayed=yes'])
      expect((await call('GET', query)).status).toBe(400)
    for (const id of ['x', '%00', randomUUID()])
      expect((await call('POST', `/${id}/replay`)).status).toBe(404)
    expect((await world!.quarantined())[0]).toMatchObject({ attempts: 1, replayed_at: null })
    await http.close()
  })
})
