import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { connect as connectTcp } from 'node:net'
import { graphError } from '../helpers/metaFiles.ts'
import { PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { expectSafe, fixture, type Media, openMediaWorld } from './mediaWorld.ts'

setDefaultTimeout(60_000)

const MB = 1024 * 1024
let media: Media
beforeAll(async () => {
  media = await openMediaWorld()
})
afterAll(() => media.stop())

const file = async (name: string, type: string, fileName = name) =>
  new File([await fixture(name)], fileName, { type })
const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'

describe('a file that is sent', () => {
  test('is a message at once, is served, and goes to Meta by its id', async () => {
    const { id: room_id, phone } = await media.newRoom()
    const photo = await file('photo.jpg', 'image/jpeg')
    const { status, body } = await media.sendForm({ room_id, caption: 'Ini ya', media: photo })
    expect(status).toBe(201)
    const message = body.data
    expect(message).toMatchObject({
      room_id,
      direction: 'outgoing',
      status: 'pending',
      content_type: 'image',
      content_text: 'Ini ya',
      media_type: 'image',
      mime_type: 'image/jpeg',
      file_size: photo.size,
      original_filename: 'photo.jpg',
      gcs_url: `/media/${message.id}`,
      user_id: media.supervisor.id,
    })
    expect(await media.kept()).toContain(message.gcs_filename)
    const served = await media.get(message.gcs_url, media.supervisor)
    expectSafe(served)
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(await photo.bytes())

    const sent = await media.handedOver(message.id)
    const upload = media.meta.uploads.at(-1)!
    expect(upload).toMatchObject({
      type: 'image/jpeg',
      name: 'photo.jpg',
      phoneNumberId: PHONE_NUMBER_ID,
    })
    expect(upload.bytes).toEqual(await photo.bytes())
    expect(sent).toEqual({
      phoneNumberId: PHONE_NUMBER_ID,
      body: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: `+${phone}`,
        type: 'image',
        image: { id: upload.id, caption: 'Ini ya' },
        biz_opaque_callback_data: `${message.id}.1`,
      },
    })
  })

  test.each([
    ['film.mp4', 'video/mp4', 'video', 'video/mp4'],
    ['sticker.webp', 'image/webp', 'sticker', 'image/webp'],
    ['sound.mp3', 'audio/mpeg', 'audio', 'audio/mpeg'],
    ['safari-voice.m4a', 'audio/mp4', 'audio', 'audio/mp4'],
  ])('%s', async (name, type, kind, mime) => {
    const { id: room_id } = await media.newRoom()
    const { body } = await media.sendForm({ media: await file(name, type), room_id })
    expect(body.data).toMatchObject({ content_type: kind, mime_type: mime, content_text: null })
    const sent = await media.handedOver(body.data.id)
    const { id, type: claimed } = media.meta.uploads.at(-1)!
    expect(claimed).toBe(mime)
    expect(sent!.body).toMatchObject({ type: kind, [kind]: { id } })
  })

  test('a document keeps its name, in any script, and without folders', async () => {
    const { id: room_id } = await media.newRoom()
    const document = new File([PDF], '../../etc/Perjanjian – 合同.pdf', { type: 'application/pdf' })
    const { body } = await media.sendForm({ media: document, room_id, caption: 'Tanda tangan' })
    expect(body.data.original_filename).toBe('Perjanjian – 合同.pdf')
    const sent = await media.handedOver(body.data.id)
    expect(sent!.body.document).toEqual({
      id: media.meta.uploads.at(-1)!.id,
      caption: 'Tanda tangan',
      filename: 'Perjanjian – 合同.pdf',
    })
  })

  test.each([
    ['chromium-voice.webm', 'audio/webm;codecs=opus'],
    ['chromium-voice.mp4', 'audio/mp4;codecs=opus'],
    ['stereo-voice.ogg', 'audio/ogg; codecs=opus'],
  ])('%s as a voice note is Opus in Ogg', async (name, type) => {
    const { id: room_id } = await media.newRoom()
    const recording = await file(name, type, 'recording')
    const { body } = await media.sendForm({ media: recording, room_id, voice: 'true' })
    expect(body.data).toMatchObject({
      content_type: 'audio',
      mime_type: 'audio/ogg; codecs=opus',
      metadata: { voice: true },
    })
    const sent = await media.handedOver(body.data.id)
    const upload = media.meta.uploads.at(-1)!
    expect(upload.type).toBe('audio/ogg; codecs=opus')
    expect(Buffer.from(upload.bytes.slice(0, 4)).toString()).toBe('OggS')
    expect(sent!.body.audio).toEqual({ id: upload.id, voice: true })
  })

  test('AAC recorded in Safari goes out as a sound', async () => {
    const { id: room_id } = await media.newRoom()
    const recording = await file('safari-voice.m4a', 'audio/mp4', 'recording.m4a')
    const { body } = await media.sendForm({ media: recording, room_id, voice: 'true' })
    expect(body.data.mime_type).toBe('audio/mp4')
    const sent = await media.handedOver(body.data.id)
    expect(sent!.body.audio).toEqual({ id: media.meta.uploads.at(-1)!.id })
  })

  test('an answer quotes, and fields may come after the file', async () => {
    const { id: room_id } = await media.newRoom()
    const [quoted] = await media.messages(room_id)
    const { body } = await media.sendForm({
      media: await file('photo.png', 'image/png'),
      reply_to_wa_message_id: quoted!.wa_message_id!,
      caption: '',
      user_id: '',
      room_id,
    })
    const sent = await media.handedOver(body.data.id)
    expect(sent!.body.context).toEqual({ message_id: quoted!.wa_message_id })
    expect(sent!.body.image).toEqual({ id: media.meta.uploads.at(-1)!.id })
  })

  test('the same form again is the same message, and its file is kept once', async () => {
    const { id: room_id } = await media.newRoom()
    const form = async (name = 'chromium-voice.webm', caption?: string) => ({
      room_id,
      client_message_id: `file-${room_id}`,
      voice: 'true',
      ...(caption && { caption }),
      media: await file(name, 'audio/webm'),
    })
    const first = await media.sendForm(await form())
    expect(first.status).toBe(201)
    const before = await media.kept()
    const again = await media.sendForm(await form())
    expect(again.status).toBe(200)
    expect(again.body.data.id).toBe(first.body.data.id)
    const other = await media.sendForm(await form('chromium-voice.mp4'))
    expect([other.status, other.body.error.code]).toEqual([409, 'conflict'])
    expect(await media.kept()).toEqual(before)
  })

  test('uploaded once, it is sent again and forwarded without its file', async () => {
    const [from, to] = [await media.newRoom(), await media.newRoom()]
    const photo = await file('photo.png', 'image/png')
    const { body } = await media.sendForm({ room_id: from.id, media: photo })
    await media.handedOver(body.data.id)
    const uploads = media.meta.uploads.length
    const kept = await media.kept()
    const asked = { message_id: body.data.id, room_ids: [to.id] }
    const answer = await media.server.api('POST', '/messages/forward', {
      token: media.supervisor.token,
      body: asked,
    })
    const [{ message }] = answer.body.data
    expect(message.gcs_url).toBe(`/media/${message.id}`)
    await media.handedOver(message.id)
    expect(media.meta.uploads.length).toBe(uploads)
    expect(await media.kept()).toEqual(kept)
    expect((await media.get(message.gcs_url, media.supervisor)).status).toBe(200)
  })

  test('Meta’s refusal of the file is told; a fault of Meta’s is tried again', async () => {
    const { id: room_id } = await media.newRoom()
    const send = async () =>
      (await media.sendForm({ room_id, media: await file('photo.png', 'image/png') })).body.data
    media.meta.refusals.push(() => graphError(400, 131053, 'Media upload error'))
    const refused = await send()
    expect(await media.handedOver(refused.id)).toBeUndefined()
    const [shown] = await media.messages(room_id)
    expect(shown).toMatchObject({ status: 'failed', metadata: { error: { code: 131053 } } })
    media.meta.refusals.push(() => graphError(500, 131016, 'Service unavailable'))
    const retried = await send()
    expect((await media.handedOver(retried.id))!.body.type).toBe('image')
  })
})

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
