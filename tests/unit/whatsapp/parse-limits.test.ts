import { describe, expect, test } from 'bun:test'
import { parseWebhook } from '../../../src/whatsapp/parse.ts'
import { messageWebhook, NOW, only, parsed, statusWebhook, webhook } from './support.ts'

describe('time', () => {
  const second = Math.floor(NOW / 1000) * 1000

  test.each([
    ['1749416383', 1749416383_000],
    [1749416383, 1749416383_000],
    [1749416383.9, 1749416383_000],
    [undefined, second],
    [null, second],
    ['', second],
    ['soon', second],
    [{}, second],
    [[1749416383], second],
    [-5, second],
    ['0', second],
    [1230767999, second],
    [1230768000, 1230768000_000],
    [second / 1000 + 1, second],
    [second / 1000, second],
    [1749416383_000, second],
    ['9'.repeat(400), second],
  ])('%j is read as %d', (timestamp, ms) => {
    expect(only('message', messageWebhook({ timestamp })).createdAt).toBe(ms)
    expect(only('status', statusWebhook({ timestamp })).at).toBe(ms)
  })
})

describe('strings', () => {
  test('lose NUL and lone surrogates wherever they are kept', () => {
    const dirty = 'a\0b\ud800c'
    const contact = { wa_id: '16505551234', profile: { name: dirty } }
    const body = messageWebhook(
      { id: 'wamid\0.1', text: { body: dirty }, referral: { [dirty]: [dirty] } },
      [contact],
    )
    const message = only('message', body)
    expect(message.wamid).toBe('wamid.1')
    expect(message.contentText).toBe('ab\ufffdc')
    expect(message.sender.profileName).toBe('ab\ufffdc')
    expect(message.metadata.referral).toEqual({ 'ab\ufffdc': ['ab\ufffdc'] })
  })

  test('keep a pair of surrogates', () => {
    expect(only('message', messageWebhook({ text: { body: '😀' } })).contentText).toBe('😀')
  })
})

describe('keys that reach a prototype', () => {
  test('are dropped, also when a NUL hides them', () => {
    const referral = JSON.parse(
      '{"a":1,"__proto__":{"x":1},"constructor":1,"prototype":1,"__proto\\u0000__":{"x":1}}',
    )
    const kept = only('message', messageWebhook({ referral })).metadata.referral
    expect(kept).toEqual({ a: 1 })
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype)
  })
})

describe('depth', () => {
  test('ends at 32 levels', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 'end' : [nested(depth - 1)])
    const flat = (depth: number) =>
      JSON.stringify(only('other', webhook('flows', nested(depth))).value)
    expect(flat(32)).toBe(`${'['.repeat(32)}"end"${']'.repeat(32)}`)
    expect(flat(33)).toBe(`${'['.repeat(32)}"[too deep]"${']'.repeat(32)}`)
  })

  test.each([
    ['lists', '['.repeat(10_000), ']'.repeat(10_000)],
    ['objects', '{"a":'.repeat(10_000) + 1, '}'.repeat(10_000)],
  ])('of 10,000 %s harms nobody, wherever they are', (_, open, close) => {
    const deep = JSON.parse(open + close)
    for (const body of [
      deep,
      { object: 'whatsapp_business_account', entry: [deep] },
      webhook('flows', deep),
      webhook('messages', deep),
      messageWebhook({ type: 'order', order: { deep } }),
      messageWebhook({ type: 'hologram', hologram: deep, from: deep }),
      statusWebhook({ status: deep }),
    ]) {
      expect(parseWebhook(body, NOW).length).toBeGreaterThan(0)
    }
  })
})

describe('size', () => {
  test('of a text is cut between code points, and the whole is kept beside it', () => {
    const text = `${'a'.repeat(65_535)}😀b`
    const body = messageWebhook({ text: { body: text } })
    const [message] = parsed('message', body)
    expect(message?.contentText).toBe('a'.repeat(65_535))
    expect(message?.metadata).toEqual({ truncated: true })
    expect(parsed('other', body)).toMatchObject([
      { field: 'messages.oversized', value: { id: 'wamid.1', text: { body: text } } },
    ])
  })

  test('of a text at the limit is left alone', () => {
    const text = 'a'.repeat(65_536)
    const message = only('message', messageWebhook({ text: { body: text } }))
    expect(message.contentText).toBe(text)
    expect(message.metadata).toEqual({})
  })

  test('of metadata is bounded to its small fields, and the whole is kept beside it', () => {
    const raw = {
      type: 'order',
      order: { text: 'Many', product_items: [{ note: 'é'.repeat(33_000) }] },
      context: { forwarded: true },
      referral: { source_type: 'ad' },
    }
    const [message] = parsed('message', messageWebhook(raw))
    expect(message?.contentText).toBe('Many')
    expect(message?.metadata).toEqual({
      forwarded: true,
      referral: { source_type: 'ad' },
      truncated: true,
    })
    expect(parsed('other', messageWebhook(raw))).toMatchObject([
      { field: 'messages.oversized', value: raw },
    ])
  })

  test('of an edited text is cut too', () => {
    const message = { type: 'text', text: { body: 'a'.repeat(65_537) } }
    const body = messageWebhook({
      type: 'edit',
      edit: { original_message_id: 'wamid.0', message },
    })
    expect(parsed('edit', body)[0]?.contentText).toHaveLength(65_536)
    expect(parsed('other', body)).toMatchObject([{ field: 'messages.oversized' }])
  })

  test('of what a medium tells of itself is bounded', () => {
    const image = { id: '1', mime_type: 'image/png', url: `https://x/${'a'.repeat(5_000)}` }
    const body = messageWebhook({ type: 'image', image })
    expect(parsed('message', body)[0]).toMatchObject({
      media: { mediaId: '1', mimeType: 'image/png', url: null },
      metadata: { truncated: true },
    })
    expect(parsed('other', body)).toMatchObject([{ field: 'messages.oversized', value: { image } }])
  })

  test('of an emoji and of a name is bounded', () => {
    const reaction = { message_id: 'wamid.0', emoji: '👍'.repeat(100) }
    const contact = { wa_id: '16505551234', profile: { name: '😀'.repeat(400) } }
    const [message] = parsed('message', messageWebhook({ type: 'reaction', reaction }, [contact]))
    expect(message?.reaction?.emoji).toBe('👍'.repeat(32))
    expect(message?.sender.profileName).toBe('😀'.repeat(256))
  })

  test('of an id that another message is named by never makes a wrong link', () => {
    const long = 'x'.repeat(513)
    const answer = only('message', messageWebhook({ context: { id: long } }))
    expect(answer.replyTo).toBeNull()
    expect(answer.metadata.context).toEqual({ id: long })
    const reaction = { message_id: long, emoji: '👍' }
    expect(only('message', messageWebhook({ type: 'reaction', reaction }))).toMatchObject({
      contentType: 'unsupported',
      metadata: { raw: { reaction } },
    })
  })
})

describe('a file name', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\Ana\\report.pdf', 'report.pdf'],
    ['re\0po\nrt.pdf', 'report.pdf'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['  a b.txt ', 'a b.txt'],
    ['семья 👨‍👩‍👧.jpg', 'семья 👨‍👩‍👧.jpg'],
    ['a/', null],
    ['', null],
    ['.', null],
    ['..', null],
    ['/..', null],
    [' .\0. ', null],
    [7, null],
    [`${'a'.repeat(300)}.pdf`, `${'a'.repeat(251)}.pdf`],
    [`${'😀'.repeat(100)}.pdf`, `${'😀'.repeat(62)}.pdf`],
    ['é'.repeat(200), 'é'.repeat(127)],
  ])('%j is kept as %j', (filename, kept) => {
    const document = { id: '1', filename }
    const message = only('message', messageWebhook({ type: 'document', document }))
    expect(message.media?.originalFilename).toBe(kept)
  })
})
