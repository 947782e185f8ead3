import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { connect as connectTcp } from 'node:net'
import { file, openMediaOut, PDF } from './mediaOutWorld.ts'
import { fixture, type Media } from './mediaWorld.ts'

setDefaultTimeout(60_000)

const { media, stop } = await openMediaOut()
afterAll(stop)

const MB = 1024 * 1024

describe('a file that is refused leaves nothing behind', () => {
  let room_id: string
  let before: string[]
  beforeAll(async () => {
    room_id = (await media.newRoom()).id
    before = await media.kept()
  })
  const nothingLeft = async () => {
    expect(await media.kept()).toEqual(before)
    const sent = await media.sql`
      select 1 from messages where room_id = ${room_id} and direction = 'outgoing'`
    expect(sent.length).toBe(0)
  }
  const refused = async (
    parts: Record<string, string | File>,
    status: number,
    code: string,
    reason?: string,
    person: Parameters<Media['sendForm']>[1] = media.supervisor,
  ) => {
    const answer = await media.sendForm(parts, person)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    if (reason) expect(answer.body.error.details.reason).toBe(reason)
    await nothingLeft()
  }

  test('that lies about its type', async () => {
    const script = new File(['#!/bin/sh\necho\n'], 'photo.jpg', { type: 'image/jpeg' })
    await refused({ room_id, media: script }, 422, 'unprocessable', 'type_mismatch')
    const program = new File([new Uint8Array([0x4d, 0x5a, 0x90, 0, 3])], 'a.pdf', {
      type: 'application/pdf',
    })
    await refused({ room_id, media: program }, 422, 'unprocessable', 'unsupported_type')
  })

  test('that is too large for its kind', async () => {
    const big = new Uint8Array(5 * MB + 1)
    big.set(await fixture('photo.jpg'))
    const photo = new File([big], 'a.jpg', { type: 'image/jpeg' })
    await refused({ room_id, media: photo }, 422, 'unprocessable', 'media_too_large')
  })

  test('with a form that is not as it should be', async () => {
    const photo = await file('photo.jpg', 'image/jpeg')
    await refused({ media: photo }, 400, 'invalid_request')
    await refused({ room_id }, 400, 'invalid_request')
    await refused({ room_id, to: '+6281234567', media: photo }, 400, 'invalid_request')
    await refused({ room_id, media: photo, voice: 'perhaps' }, 400, 'invalid_request')
    await refused({ room_id, media: photo, caption: 'x'.repeat(1025) }, 400, 'invalid_request')
    await refused({ room_id, photo }, 400, 'invalid_request')
    const sound = await file('sound.mp3', 'audio/mpeg')
    await refused({ room_id, media: sound, caption: 'x' }, 422, 'unprocessable', 'no_caption')
    const asked = { token: media.supervisor.token, body: { room_id } }
    const { status } = await media.server.api('POST', '/messages/send-media-combined', asked)
    expect(status).toBe(400)
  })

  test('from who does not see the room, or has not signed in; to a room that is closed', async () => {
    const photo = await file('photo.jpg', 'image/jpeg')
    const agent = await media.server.person('agent')
    await refused({ room_id, media: photo }, 404, 'not_found', undefined, agent)
    await refused({ room_id, media: photo }, 401, 'unauthenticated', undefined, null)
    await refused({ to: '+628999999999', media: photo }, 404, 'not_found', undefined, agent)
    await media.sql`update rooms set customer_at = now() - interval '25 hours' where id = ${room_id}`
    await refused({ room_id, media: photo }, 422, 'unprocessable', 'window_closed')
    await media.sql`update rooms set customer_at = now() where id = ${room_id}`
  })

  test('of 200 MB: refused while it streams, declared or not', async () => {
    const head =
      '--x\r\nContent-Disposition: form-data; name="media"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    const chunk = new Uint8Array(MB).fill(0x20)
    const post = (body: BodyInit) =>
      fetch(`${media.server.url}/messages/send-media-combined`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${media.supervisor.token}`,
          'content-type': 'multipart/form-data; boundary=x',
        },
        body,
      })
    let left = 200
    const streamed = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(head + PDF)),
      pull(controller) {
        if (left-- > 0) controller.enqueue(chunk)
        else controller.close()
      },
    })
    for (const body of [streamed, new Blob([head, PDF, ...Array(200).fill(chunk)])]) {
      const answer = await post(body)
      expect(answer.status).toBe(413)
      expect(((await answer.json()) as { error: unknown }).error).toMatchObject({
        code: 'payload_too_large',
      })
      await nothingLeft()
    }
  })

  test('of who is disabled while it comes in', async () => {
    const agent = await media.server.person('agent')
    await media.server.api('POST', `/rooms/${room_id}/assign`, {
      token: media.supervisor.token,
      body: { agent_id: agent.id },
    })
    const head = `--x\r\nContent-Disposition: form-data; name="room_id"\r\n\r\n${room_id}\r\n--x\r\nContent-Disposition: form-data; name="media"; filename="a.pdf"\r\n\r\n${PDF}`
    const rest = Promise.withResolvers<void>()
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(head)),
      async pull(controller) {
        await rest.promise
        controller.enqueue(new TextEncoder().encode('\r\n--x--\r\n'))
        controller.close()
      },
    })
    const answer = fetch(`${media.server.url}/messages/send-media-combined`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${agent.token}`,
        'content-type': 'multipart/form-data; boundary=x',
      },
      body,
    })
    while (!(await media.coming()).length) await media.server.api('GET', '/health')
    await media.server.api('PATCH', `/users/${agent.id}`, {
      token: media.server.admin.token,
      body: { disabled: true },
    })
    rest.resolve()
    expect((await answer).status).toBe(401)
    await nothingLeft()
  })

  test('that is cut off in the middle', async () => {
    const head = `--x\r\nContent-Disposition: form-data; name="room_id"\r\n\r\n${room_id}\r\n--x\r\nContent-Disposition: form-data; name="media"; filename="a.pdf"\r\n\r\n${PDF}`
    const { hostname, port } = new URL(media.server.url)
    const socket = connectTcp(Number(port), hostname)
    socket.write(
      `POST /messages/send-media-combined HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${media.supervisor.token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${50 * MB}\r\n\r\n${head}`,
    )
    for (let sent = 0; sent < 3 * MB; sent += MB) socket.write(new Uint8Array(MB))
    // Its beginning is on disk: then the line is cut.
    while (!(await media.coming()).length) await media.server.api('GET', '/health')
    socket.destroy()
    await nothingLeft()
  })
})
