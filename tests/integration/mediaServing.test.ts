import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newWamid } from '../helpers/webhooks.ts'
import { expectSafe, fixture, type Media, openMediaWorld } from './mediaWorld.ts'
import { from, revoke } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let media: Media
let film: {
  id: string
  roomId: string
  bytes: Uint8Array<ArrayBuffer>
  phone: string
  wamid: string
}
beforeAll(async () => {
  media = await openMediaWorld()
  const bytes = await fixture('film.mp4')
  film = { ...(await media.received('video', bytes)), bytes }
})
afterAll(() => media.stop())

const path = () => `/media/${film.id}`
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())

describe('the file', () => {
  test('comes whole, with its own type and a name', async () => {
    const answer = await media.get(path(), media.supervisor)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('video/mp4')
    expect(answer.headers.get('content-length')).toBe(String(film.bytes.length))
    expect(answer.headers.get('accept-ranges')).toBe('bytes')
    expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename=/)
    expectSafe(answer)
    expect(await bytesOf(answer)).toEqual(film.bytes)
  })

  test('comes in parts, as players ask for them', async () => {
    const size = film.bytes.length
    for (const [range, start, end] of [
      ['bytes=0-99', 0, 99],
      ['bytes=100-', 100, size - 1],
      ['bytes=-10', size - 10, size - 1],
      [`bytes=5-${size + 1000}`, 5, size - 1],
    ] as const) {
      const answer = await media.get(path(), media.supervisor, { range })
      expect(answer.status).toBe(206)
      expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/${size}`)
      expectSafe(answer)
      expect(await bytesOf(answer)).toEqual(film.bytes.slice(start, end + 1))
    }
    const beyond = await media.get(path(), media.supervisor, { range: `bytes=${size}-` })
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe(`bytes */${size}`)
    for (const range of ['bytes=0-1,5-6', 'pages=1-2', 'bytes=x']) {
      const whole = await media.get(path(), media.supervisor, { range })
      expect(whole.status).toBe(200)
      expect(await bytesOf(whole)).toEqual(film.bytes)
    }
  })

  test('is not sent again to a client that has it; a range of another version gets the whole file', async () => {
    const etag = (await media.get(path(), media.supervisor)).headers.get('etag')!
    const again = await media.get(path(), media.supervisor, { 'if-none-match': etag })
    expect(again.status).toBe(304)
    expect((await bytesOf(again)).length).toBe(0)
    const range = 'bytes=0-9'
    const same = await media.get(path(), media.supervisor, { range, 'if-range': etag })
    expect(same.status).toBe(206)
    const other = await media.get(path(), media.supervisor, { range, 'if-range': '"another"' })
    expect(other.status).toBe(200)
  })

  test('HEAD tells the same without it', async () => {
    const answer = await fetch(media.server.url + path(), {
      method: 'HEAD',
      headers: { authorization: `Bearer ${media.supervisor.token}` },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe(String(film.bytes.length))
  })

  test('[F3] is saved, never shown, if a browser might run it; its name can’t leave its header', async () => {
    const page = new TextEncoder().encode(
      '<svg onload="alert(1)" xmlns="http://www.w3.org/2000/svg"/>',
    )
    const { id } = await media.received('document', page, {
      mime_type: 'image/svg+xml',
      filename: 'peta "denah";\r\nX-Evil: 1 – ünï.svg',
    })
    const answer = await media.get(`/media/${id}`, media.supervisor)
    expect(answer.headers.get('content-type')).toStartWith('text/plain')
    expect(answer.headers.get('x-evil')).toBe(null)
    const disposition = answer.headers.get('content-disposition')!
    expect(disposition).toStartWith('attachment; ')
    expect(disposition).toContain("filename*=UTF-8''")
    expectSafe(answer)
    const zip = await media.received(
      'document',
      new Uint8Array([0x50, 0x4b, 5, 6, ...Array(18).fill(0)]),
    )
    const saved = await media.get(`/media/${zip.id}`, media.supervisor)
    expect(saved.headers.get('content-disposition')).toStartWith('attachment')
    const unknown = await media.received('document', new Uint8Array([0, 1, 2, 3, 255]))
    const octets = await media.get(`/media/${unknown.id}`, media.supervisor)
    expect(octets.headers.get('content-type')).toBe('application/octet-stream')
    expect(octets.headers.get('content-disposition')).toStartWith('attachment')
  })

  test('that is still on its way, and one of no message, are not found', async () => {
    const { id } = await media.sends('image', {
      id: media.meta.add({ bytes: film.bytes, serve: () => new Response(null, { status: 503 }) }),
    })
    const early = await media.get(`/media/${id}`, media.supervisor)
    expect(early.status).toBe(404)
    expect(((await early.json()) as { error: unknown }).error).toMatchObject({
      code: 'not_found',
      details: { reason: 'not_here_yet' },
    })
    for (const none of [Bun.randomUUIDv7(), 'not-an-id', '..%2f..%2fsecrets.json'])
      expect((await media.get(`/media/${none}`, media.supervisor)).status).toBe(404)
  })

  test('of a message that was taken back is not shown any more', async () => {
    const gone = await media.received('image', await fixture('photo.jpg'))
    expect((await media.get(`/media/${gone.id}`, media.supervisor)).status).toBe(200)
    await media.take(from({ phone: gone.phone }, revoke(gone.wamid), { wamid: newWamid() }))
    expect((await media.get(`/media/${gone.id}`, media.supervisor)).status).toBe(404)
  })
})

describe('who may look', () => {
  test('whoever sees the room, for as long as they do', async () => {
    const agent = await media.server.person('agent')
    expect((await media.get(path(), null)).status).toBe(401)
    expect((await media.get(path(), agent)).status).toBe(404)
    await assign('assign', agent.id)
    expect((await media.get(path(), agent)).status).toBe(200)
    await assign('unassign', agent.id)
    expect((await media.get(path(), agent)).status).toBe(404)
  })
})

describe('a link', () => {
  const link = async (person = media.supervisor, id = film.id) => {
    const { status, body } = await media.server.api('POST', `/media/${id}/link`, person)
    expect(status).toBe(200)
    return body.data as { url: string; expires_at: string }
  }

  test('opens the file without a token, with ranges, for ten minutes', async () => {
    const { url, expires_at } = await link()
    const left = Date.parse(expires_at) - Date.now()
    expect(left).toBeGreaterThan(9.9 * 60_000)
    expect(left).toBeLessThan(10.1 * 60_000)
    const answer = await media.get(url, null, { range: 'bytes=0-9' })
    expect(answer.status).toBe(206)
    expectSafe(answer)
    const capitals = url.replace(film.id, film.id.toUpperCase())
    expect((await media.get(capitals, null)).status).toBe(200)
  })

  test('opens one file only, and only as it was made', async () => {
    const other = await media.received('image', await fixture('photo.jpg'))
    const { url } = await link()
    const [, query] = url.split('?')
    expect((await media.get(`/media/${other.id}?${query}`, null)).status).toBe(401)
    const value = decodeURIComponent(query!.slice('link='.length))
    const parts = value.split('.')
    for (const forged of [
      '',
      'x',
      value.slice(0, -1),
      [(Number.parseInt(parts[0]!, 36) + 3600).toString(36), ...parts.slice(1)].join('.'),
      [parts[0], media.server.admin.id, ...parts.slice(2)].join('.'),
      [...parts.slice(0, 3), 'A'.repeat(43)].join('.'),
    ]) {
      const query = new URLSearchParams({ link: forged })
      expect((await media.get(`${path()}?${query}`, null)).status).toBe(401)
    }
    expect(
      (await media.get(`${path()}?${new URLSearchParams({ link: media.supervisor.token })}`, null))
        .status,
    ).toBe(401)
  })

  test('ends with the room, with the sign-in and with the user', async () => {
    const agent = await media.server.person('agent')
    await assign('assign', agent.id)
    const { url } = await link(agent)
    expect((await media.get(url, null)).status).toBe(200)
    await assign('unassign', agent.id)
    expect((await media.get(url, null)).status).toBe(404)
    expect((await media.server.api('POST', `/media/${film.id}/link`, agent)).status).toBe(404)

    const leaving = await media.server.person('supervisor')
    const held = await link(leaving)
    await media.server.api('POST', '/auth/logout', leaving)
    expect((await media.get(held.url, null)).status).toBe(401)

    const fired = await media.server.person('supervisor')
    const kept = await link(fired)
    await media.server.api('PATCH', `/users/${fired.id}`, {
      token: media.server.admin.token,
      body: { disabled: true },
    })
    expect((await media.get(kept.url, null)).status).toBe(401)
  })
})

async function assign(verb: 'assign' | 'unassign', agent_id: string) {
  const asked = { token: media.supervisor.token, body: { agent_id } }
  const { status } = await media.server.api('POST', `/rooms/${film.roomId}/${verb}`, asked)
  expect(status).toBe(200)
}
