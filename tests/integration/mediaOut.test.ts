import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { graphError } from '../helpers/graphError.ts'
import { PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { file, openMediaOut, PDF } from './mediaOutWorld.ts'
import { expectSafe } from './mediaWorld.ts'

setDefaultTimeout(60_000)

const { media, stop } = await openMediaOut()
afterAll(stop)

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
    // Later tests look at what was uploaded last.
    await media.handedOver(first.body.data.id)
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
    media.meta.refusals.push(() => graphError(131053))
    const refused = await send()
    expect(await media.handedOver(refused.id)).toBeUndefined()
    const [shown] = await media.messages(room_id)
    expect(shown).toMatchObject({ status: 'failed', metadata: { error: { code: 131053 } } })
    media.meta.refusals.push(() => graphError(131016, 500))
    const retried = await send()
    expect((await media.handedOver(retried.id))!.body.type).toBe('image')
  })
})
