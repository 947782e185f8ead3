import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { graphError } from '../helpers/graphError.ts'
import { TOKEN } from '../helpers/metaFiles.ts'
import { fixture, type Media, openMediaWorld } from './mediaWorld.ts'

setDefaultTimeout(60_000)

let media: Media
beforeAll(async () => {
  media = await openMediaWorld()
})
afterAll(() => media.stop())

describe('a customer’s file', () => {
  test('is here soon after its message: one event, and the message says where', async () => {
    const bytes = await fixture('photo.jpg')
    const id = media.meta.add({ bytes, mime: 'image/jpeg' })
    const sent = await media.sends('image', { id, mime_type: 'image/jpeg', caption: 'Receipt' })
    const told = await media.arrived(sent.id)
    expect(told).toMatchObject({
      id: sent.id,
      content_text: 'Receipt',
      media_type: 'image',
      media_id: id,
      gcs_url: `/media/${sent.id}`,
      file_size: bytes.length,
      mime_type: 'image/jpeg',
    })
    expect(told.gcs_filename).toMatch(new RegExp(`^\\d{4}/\\d\\d/${sent.id}\\.jpg$`))
    await media.settled()
    const updates = media.dashboard.named('message_updated').filter((one) => one.id === sent.id)
    expect(updates.length).toBe(1)
    expect(await media.stored(sent.wamid)).toEqual(told)
    expect(await media.kept()).toContain(told.gcs_filename!)
  })

  test('is asked for with the number that it came to and with the token', async () => {
    const { message } = await media.received('image', await fixture('photo.png'))
    for (const { authorization } of media.meta.askedFor(message.media_id!))
      expect(authorization).toBe(`Bearer ${TOKEN}`)
    expect(media.meta.askedFor(message.media_id!).length).toBe(2)
  })

  test('has the type of its content; what it claimed is kept beside', async () => {
    const bytes = await fixture('photo.png')
    const { message } = await media.received('image', bytes, { mime_type: 'image/jpeg' })
    expect(message.mime_type).toBe('image/png')
    expect(message.metadata.claimed_mime_type).toBe('image/jpeg')
    const page = new TextEncoder().encode('<html><script>alert(1)</script></html>')
    const document = await media.received('document', page, {
      mime_type: 'application/pdf',
      filename: 'invoice.pdf',
    })
    expect(document.message).toMatchObject({
      mime_type: 'text/plain',
      original_filename: 'invoice.pdf',
      metadata: { claimed_mime_type: 'application/pdf' },
    })
  })

  test('[F2] that is not of the kind its message names is refused, and nothing of it stays', async () => {
    const before = await media.kept()
    const script = new TextEncoder().encode('#!/bin/sh\necho hello\n')
    for (const [kind, bytes] of [
      ['image', script],
      ['sticker', await fixture('sound.mp3')],
      ['video', await fixture('photo.jpg')],
      ['audio', await fixture('film.mp4')],
    ] as const) {
      const { message } = await media.received(kind, bytes, { mime_type: `${kind}/x` })
      expect(message).toMatchObject({ gcs_url: null, gcs_filename: null })
      expect(message.metadata.media_error).toMatchObject({ reason: 'type_mismatch' })
    }
    expect(await media.kept()).toEqual(before)
  })

  test('of a few kB that unpack to gigabytes is refused as a picture, and kept as a document', async () => {
    const bytes = Buffer.from(await fixture('photo.png'))
    // Width and height, in the header.
    for (const at of [16, 20]) bytes.writeUInt32BE(20_000, at)
    for (const kind of ['image', 'sticker']) {
      const { message } = await media.received(kind, bytes)
      expect(message).toMatchObject({ gcs_url: null, gcs_filename: null })
      expect(message.metadata.media_error).toMatchObject({ reason: 'too_large' })
    }
    const { message } = await media.received('document', bytes, { filename: 'plan.png' })
    expect(message).toMatchObject({ mime_type: 'image/png', file_size: bytes.length })
  })

  test('that is larger than its kind may be is refused while it streams, and nothing of it stays', async () => {
    const before = await media.kept()
    const jpeg = await fixture('photo.jpg')
    const chunk = new Uint8Array(1024 * 1024)
    for (const declared of [true, false]) {
      let chunks = 0
      const endless = () =>
        new ReadableStream<Uint8Array>({
          pull(controller) {
            controller.enqueue(chunks === 0 ? jpeg : chunk)
            chunks += 1
            if (chunks > 40) controller.close()
          },
        })
      const id = media.meta.add({
        bytes: jpeg,
        serve: () =>
          declared ? new Response(new Uint8Array(41 * 1024 * 1024)) : new Response(endless()),
      })
      const sent = await media.sends('image', { id })
      expect((await media.arrived(sent.id)).metadata.media_error).toMatchObject({
        reason: 'too_large',
      })
    }
    expect(await media.kept()).toEqual(before)
  })
})

describe('what fails at first', () => {
  test('is tried again: an address that has expired, a cut, a fault of Meta’s, an id not yet known', async () => {
    const bytes = await fixture('sticker.webp')
    let asked = 0
    const id = media.meta.add({
      bytes,
      serve: () => {
        asked += 1
        if (asked === 1) return new Response(null, { status: 404 })
        if (asked === 2) return 'cut'
        return new Response(bytes)
      },
    })
    media.meta.answers.push((wanted) => (wanted === id ? graphError(1, 500) : null))
    const sent = await media.sends('sticker', { id })
    expect(await media.arrived(sent.id)).toMatchObject({
      mime_type: 'image/webp',
      file_size: bytes.length,
    })
    // A new address each time.
    expect(media.meta.askedFor(id).filter(({ path }) => !path.startsWith('/file')).length).toBe(4)
  })

  test('an id that Meta does not know after a few tries will not come', async () => {
    const sent = await media.sends('image', { id: '123456789012345' })
    const told = await media.arrived(sent.id)
    expect(media.meta.askedFor('123456789012345').length).toBe(5)
    expect(told.metadata.media_error).toMatchObject({ reason: 'gone' })
    const { body } = await media.server.api('GET', `/media/${sent.id}`, media.supervisor)
    expect(body.error).toMatchObject({
      code: 'not_found',
      details: { reason: 'will_not_come' },
    })
  })

  test('[F4] after 7 days it will not come', async () => {
    const id = media.meta.add({
      bytes: await fixture('photo.jpg'),
      serve: () => new Response(null, { status: 503 }),
    })
    const sent = await media.sends('image', { id })
    await media.sql`
      update media set created_at = created_at - interval '7 days' where message_id = ${sent.id}`
    expect((await media.arrived(sent.id)).metadata.media_error).toMatchObject({
      reason: 'never_came',
    })
  })
})

describe('an address that is not Meta’s', () => {
  test('is never asked, by itself or by way of a redirect, and the token is shown to nobody', async () => {
    const before = await media.kept()
    let reached = 0
    const inside = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: () => {
        reached += 1
        return new Response('the secret of the house')
      },
    })
    const redirect = (to: string) => ({ serve: () => Response.redirect(to, 302) })
    const bytes = await fixture('photo.jpg')
    for (const file of [
      { url: inside.url.href },
      { url: `https://127.0.0.1:${inside.port}/` },
      { url: `http://localhost:${inside.port}/` },
      { url: `http://[::1]:${inside.port}/` },
      { url: 'http://169.254.169.254/latest/meta-data/' },
      { url: 'file:///etc/passwd' },
      { url: `https://lookaside.fbsbx.com.localhost:${inside.port}/` },
      redirect(inside.url.href),
      redirect('http://169.254.169.254/latest/meta-data/'),
      redirect('file:///etc/passwd'),
    ]) {
      const sent = await media.sends('image', { id: media.meta.add({ bytes, ...file }) })
      expect((await media.arrived(sent.id)).metadata.media_error).toMatchObject({
        reason: 'forbidden_address',
      })
    }
    await inside.stop(true)
    expect(reached).toBe(0)
    expect(await media.kept()).toEqual(before)
  })

  test('a redirect within the Graph API is followed, and not for ever', async () => {
    const bytes = await fixture('photo.jpg')
    const target = media.meta.add({ bytes })
    const once = media.meta.add({
      bytes,
      serve: () => Response.redirect(`${media.meta.origin}/file/${target}`, 302),
    })
    const loop: string = media.meta.add({
      bytes,
      serve: (url) => Response.redirect(url, 302),
    })
    const [sent, looping] = [
      await media.sends('image', { id: once }),
      await media.sends('image', { id: loop }),
    ]
    expect((await media.arrived(sent.id)).file_size).toBe(bytes.length)
    expect((await media.arrived(looping.id)).metadata.media_error).toBeDefined()
  })
})
