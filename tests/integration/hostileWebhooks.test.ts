import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { planOther } from '../../src/ingest/planGroup.ts'
import type { Inbound } from '../../src/whatsapp/inbound.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import {
  change,
  checkBooks,
  echo,
  edit,
  from,
  hook,
  type Inbox,
  newBsuid,
  openInbox,
  reaction,
  revoke,
  status,
  systemLine,
  text,
  type Who,
} from './webhookWorld.ts'

setDefaultTimeout(120_000)

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(() => inbox.stop())

/** A good delivery right after: stored, and the first message of its room. */
async function stillWorks() {
  const wamid = newWamid()
  await inbox.take(from({ phone: newPhone(), name: 'Ana' }, 'good', { wamid }))
  expect((await inbox.stored(wamid)).content_text).toBe('good')
}

/** Everything that the server shows, held against its schemas. */
async function readEverything() {
  const rooms = await inbox.sql<{ id: string }[]>`
    select id from rooms where merged_into is null order by id`
  for (const { id } of rooms) {
    await inbox.room(id)
    await inbox.messages(id)
  }
  await inbox.settled()
  expect(inbox.dashboard.faults).toEqual([])
}

const message = (fields: object, more: object = {}) =>
  hook(
    change({
      messages: [
        { from: newPhone(), id: newWamid(), timestamp: '1749416383', ...text('Halo'), ...fields },
      ],
      ...more,
    }),
  )
const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)

const NAME = '\0Ana\ud800\u202e<b>\udc00'.repeat(3)
const WRONG = [null, true, 0, -1.5, 1e308, '', '\0', [], [[]], {}, { '': null }, 'x'.repeat(5_000)]

const hostile: Record<string, () => unknown[]> = {
  'NUL characters in every string': () => [
    JSON.stringify(hook(from({ phone: newPhone(), name: 'An\0a', username: '@a\0' }, 'Ha\0lo'))),
    message({ id: `wamid.\0${newWamid()}`, type: 'te\0xt' }),
    message({ type: '\0', '\0': '\0' }),
    hook(change({ '\0': ['\0'] })),
    hook({ field: '\0', value: { '\0': '\0' } }),
  ],
  'lone surrogates': () => [
    hook(from({ phone: newPhone(), name: NAME, username: NAME }, `${NAME} 😀`)),
    message({
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: NAME, title: NAME } },
    }),
    message({
      type: 'location',
      location: { latitude: 1, longitude: 2, name: NAME, [NAME]: NAME },
    }),
    message(reaction(newWamid(), '\ud83d')),
    JSON.stringify(message({})).replace('Halo', '\\ud800\\u0000\\udfff'),
  ],
  'JSON 10,000 levels deep': () => [
    nested(10_000),
    nested(10_000, '{"a":', '}').replace('{"a":}', '{}'),
    JSON.stringify(message({ deep: 'HERE' })).replace('"HERE"', nested(10_000)),
    JSON.stringify(message({ type: 'order', order: { text: 'HERE' } })).replace(
      '"HERE"',
      nested(10_000),
    ),
    JSON.stringify(message({ type: 'interactive', interactive: 'HERE' })).replace(
      '"HERE"',
      nested(10_000, '{"a":', '}').replace('{"a":}', '{}'),
    ),
    JSON.stringify(hook({ field: 'flows', value: 'HERE' })).replace('"HERE"', nested(10_000)),
    JSON.stringify({ object: 'whatsapp_business_account', entry: 'HERE' }).replace(
      '"HERE"',
      nested(10_000),
    ),
  ],
  'enormous names': () => [
    hook(from({ phone: newPhone(), name: 'n'.repeat(500_000), username: 'u'.repeat(500_000) })),
    hook(from({ bsuid: newBsuid(), name: '😀'.repeat(100_000) })),
    message({
      type: 'location',
      location: { name: 'l'.repeat(300_000), address: 'a'.repeat(300_000) },
    }),
    hook(from({ phone: newPhone() }), change({}, 'c'.repeat(300_000))),
    hook({ field: 'f'.repeat(300_000), value: {} }),
  ],
  'hostile file names': () =>
    [
      '../../etc/passwd',
      '..\\..\\boot.ini',
      'a\0.exe',
      '\u202egpj.exe',
      '.',
      '..',
      '/',
      `${'x'.repeat(70_000)}.pdf`,
      '<img onerror=1>.html',
      '\ud800.pdf',
    ].map((filename) =>
      message({ type: 'document', document: { id: '1', filename, mime_type: 'a\0b' } }),
    ),
  '__proto__ and constructor keys': () => [
    '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"__proto__":{"polluted":1},"metadata":{"phone_number_id":"1","__proto__":{"polluted":1}},"messages":[{"__proto__":{"polluted":1},"from":"6281","id":"wamid.proto","type":"__proto__","constructor":{"prototype":{"polluted":1}}}]}}]}]}',
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'].flatMap((name) => [
      message({ type: name, [name]: { a: 1 } }),
      message({ type: 'interactive', interactive: { type: name } }),
      hook(from({ phone: name, name }, name, { wamid: `wamid.${name}`, channel: name })),
      hook({ field: name, value: JSON.parse(`{"${name}":{"polluted":1}}`) }),
      hook(change({ statuses: [status(name, name)], errors: [JSON.parse(`{"${name}":{}}`)] })),
    ]),
  ],
  'wrong types everywhere': () =>
    WRONG.flatMap((wrong) => [
      JSON.stringify(wrong),
      { object: wrong, entry: wrong },
      { object: 'whatsapp_business_account', entry: [wrong] },
      { object: 'whatsapp_business_account', entry: [{ id: wrong, changes: [wrong] }] },
      hook({ field: 'messages', value: wrong }),
      hook({ field: 'user_id_update', value: [wrong] }),
      hook(change({ contacts: wrong, messages: wrong, statuses: wrong, errors: wrong })),
      hook({ field: 'messages', value: { metadata: wrong, messages: [{ id: 'x', from: '1' }] } }),
      hook(change({ messages: [wrong], statuses: [wrong], contacts: [wrong] })),
      ...[
        'from',
        'from_user_id',
        'id',
        'timestamp',
        'type',
        'text',
        'context',
        'referral',
        'group_id',
        'errors',
      ].map((key) => message({ [key]: wrong })),
      ...[
        'image',
        'document',
        'audio',
        'contacts',
        'location',
        'interactive',
        'button',
        'order',
        'reaction',
        'system',
        'unsupported',
        'edit',
        'revoke',
      ].map((type) => message({ type, [type]: wrong })),
      message({}, { contacts: [{ profile: wrong, wa_id: wrong, user_id: wrong }] }),
      hook(
        change({
          statuses: [
            {
              ...status(newWamid(), 'failed'),
              errors: [wrong],
              timestamp: wrong,
              biz_opaque_callback_data: wrong,
              recipient_id: wrong,
            },
          ],
        }),
      ),
      hook(
        systemLine(
          { from: newPhone() },
          { type: 'user_changed_number', wa_id: wrong, user_id: wrong, body: wrong },
        ),
      ),
    ]),
  'ids as long as they may be, and longer': () =>
    [511, 512, 513, 70_000].flatMap((length) => {
      const long = Array.from({ length }, () =>
        String.fromCharCode(0x4e00 + Math.floor(Math.random() * 20_000)),
      ).join('')
      return [
        hook(from({ phone: newPhone() }, 'Halo', { wamid: long })),
        hook(from({ phone: long, bsuid: `b${long}`.slice(0, 512), parent: long })),
        hook(from({ phone: newPhone() }, 'Halo', { channel: long })),
        hook(change({ statuses: [status(long, 'delivered')] })),
        hook(
          from({ phone: newPhone() }, edit(long, 'x')),
          from({ phone: newPhone() }, reaction(long, long)),
        ),
        {
          object: 'whatsapp_business_account',
          entry: [{ id: long, changes: [change({ errors: [long] }, long)] }],
        },
      ]
    }),
  'times in the past, in the future and of no kind': () =>
    [
      '0',
      '-1',
      1,
      '1749416383',
      '99999999999',
      '1e300',
      'NaN',
      'yesterday',
      '',
      null,
      {},
      1749416383.7,
      '0x10',
      '١٢٣',
    ].flatMap((timestamp) => [
      message({ timestamp }),
      hook(change({ statuses: [{ ...status(newWamid(), 'read'), timestamp }] })),
      message({ timestamp, ...edit(newWamid(), 'x') }),
    ]),
  'callbacks that name somebody else’s message': () =>
    [
      'x',
      '00000000-0000-0000-0000-000000000000.1',
      '00000000-0000-0000-0000-000000000000.999999',
      '00000000-0000-0000-0000-000000000000.99999999',
    ].map((biz_opaque_callback_data) =>
      hook(change({ statuses: [{ ...status(newWamid(), 'sent'), biz_opaque_callback_data }] })),
    ),
}

describe('whatever is signed is answered 200, and what comes after it is stored:', () => {
  for (const [name, bodies] of Object.entries(hostile)) {
    test(name, async () => {
      for (const body of bodies()) {
        const raw = typeof body === 'string' ? body : JSON.stringify(body)
        const { status } = await inbox.server.deliver(raw)
        expect({ status, raw: status === 200 ? '' : raw.slice(0, 500) }).toEqual({
          status: 200,
          raw: '',
        })
      }
      await stillWorks()
    })
  }

  test('and all that is shown of it keeps to the schemas', async () => {
    await readEverything()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    // Account and number of 512 characters each don't fit the key of what is kept aside: their body is kept whole instead.
    const refused = await inbox.sql`
      update quarantine set replayed_at = now() where error like '%webhook_events_pkey%' returning id`
    expect(refused.length).toBeLessThanOrEqual(2)
    const unsafe = await inbox.sql`
      select original_filename from messages
       where original_filename ~ '[/\\\\[:cntrl:]]' or octet_length(original_filename) > 255`
    expect(unsafe).toHaveLength(0)
    await checkBooks(inbox.sql)
  })

  test('a wamid that comes twice in one body, or from two senders, is one message of whoever came first', async () => {
    const [twice, shared] = [newWamid(), newWamid()]
    const [ana, budi] = [
      { phone: newPhone(), name: 'Ana' },
      { phone: newPhone(), name: 'Budi' },
    ]
    await inbox.take(
      from(ana, 'first', { wamid: twice }),
      from(ana, 'second', { wamid: twice }),
      from(ana, 'of Ana', { wamid: shared }),
      from(budi, 'of Budi', { wamid: shared }),
    )
    await inbox.take(from(budi, 'again of Budi', { wamid: shared }), from(budi, 'his own'))
    expect((await inbox.stored(twice)).content_text).toBe('first')
    expect((await inbox.stored(shared)).content_text).toBe('of Ana')
    const id = await inbox.roomOf(shared)
    expect(await inbox.room(id)).toMatchObject({ room_title: 'Ana', message_count: 2 })
    await inbox.settled()
    expect(inbox.seenOf(id).map(({ event }) => event)).toEqual([
      'new_room',
      'new_room_complete',
      'new_message',
    ])
  })
})

const FIXTURES = new URL('../fixtures/whatsapp/', import.meta.url)
const fixtures = readdirSync(FIXTURES).filter((name) => name.endsWith('.json'))

describe('every webhook that Meta documents', () => {
  test('is taken, shown by REST and told by events as declared, and changes nothing when it comes again', async () => {
    const own = await openInbox()
    expect(fixtures.length).toBeGreaterThan(40)
    const told: { name: string; items: Inbound[] }[] = []
    for (const name of fixtures) {
      const raw = readFileSync(new URL(name, FIXTURES), 'utf8')
      const { status } = await own.server.deliver(raw)
      expect({ name, status }).toEqual({ name, status: 200 })
      told.push({ name, items: parseWebhook(JSON.parse(raw), Date.now()) })
      for (const { room_id } of own.dashboard.named('new_room_complete'))
        await own.dashboard.emit('room:join', { room_id })
    }
    const before = await own.sql`select log_position() as at`
    for (const name of fixtures)
      await own.server.deliver(readFileSync(new URL(name, FIXTURES), 'utf8'))
    expect({ after: await own.sql`select log_position() as at` }).toEqual({ after: before })

    const edited = new Set(
      told.flatMap(({ items }) =>
        items.flatMap((item) =>
          item.kind === 'edit' || item.kind === 'revoke' ? [item.originalWamid] : [],
        ),
      ),
    )
    for (const { name, items } of told) {
      for (const item of items) {
        if (item.kind === 'message') {
          const shown = await own.stored(item.wamid)
          expect({ name, shown }).toMatchObject({
            name,
            shown: {
              direction: item.direction,
              content_type: item.contentType,
              reply_to_wa_message_id: item.replyTo,
              reaction_emoji: item.reaction?.emoji ?? null,
              media_type: item.media?.mediaType ?? null,
              media_id: item.media?.mediaId ?? null,
              created_at: new Date(item.createdAt).toISOString(),
              ...(edited.has(item.wamid)
                ? {}
                : { content_text: item.contentText, metadata: item.metadata }),
            },
          })
        }
        if (item.kind === 'other') {
          const kept = await own.sql`
            select value from webhook_events where hash = ${planOther(item).hash}`
          expect({ name, kept: kept.map(({ value }) => value) }).toEqual({
            name,
            kept: [item.value],
          })
        }
      }
    }
    const refused = await own.sql`select error from quarantine`
    expect(refused.map(({ error }) => error)).toEqual([])
    await own.settled()
    await own.stop()
  })
})

describe('any plausible traffic', () => {
  const phones = Array.from({ length: 12 }, () => newPhone())
  const bsuids = Array.from({ length: 12 }, () => newBsuid())
  const wamids = Array.from({ length: 400 }, newWamid)
  const nasty = fc.string({
    unit: fc.constantFrom('a', ' ', '\0', '\ud800', '\udc00', '😀', 'é', '\u202e', '"', '\\'),
    maxLength: 8,
  })
  const person = fc.nat(11).chain((n) =>
    fc.record({
      // Number n and id n belong together, and now and then to somebody else.
      phone: fc.option(
        fc.oneof(
          { weight: 9, arbitrary: fc.constant(phones[n]!) },
          { weight: 1, arbitrary: fc.constantFrom(...phones) },
        ),
        { nil: undefined },
      ),
      bsuid: fc.option(
        fc.oneof(
          { weight: 9, arbitrary: fc.constant(bsuids[n]!) },
          { weight: 1, arbitrary: fc.constantFrom(...bsuids) },
        ),
        { nil: undefined },
      ),
      name: fc.option(fc.oneof(fc.constantFrom('Ana', 'Budi', 'Citra'), nasty), { nil: undefined }),
      username: fc.option(nasty, { nil: undefined }),
    }),
  )
  const wamid = fc.constantFrom(...wamids)
  const at = fc.integer({ min: -3, max: 3 }).map((hours) => Date.now() + hours * 3_600_000)
  const channel = fc.constantFrom(PHONE_NUMBER_ID, '206540352242922')
  const options = fc.record({ wamid, at, channel })
  const content = fc.oneof(
    { weight: 6, arbitrary: nasty.map(text) },
    { weight: 1, arbitrary: fc.tuple(wamid, nasty).map(([to, emoji]) => reaction(to, emoji)) },
    { weight: 1, arbitrary: fc.tuple(wamid, nasty).map(([of, body]) => edit(of, body)) },
    { weight: 1, arbitrary: wamid.map(revoke) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('image', 'document', 'audio', 'sticker'), nasty)
        .map(([type, filename]) => ({ type, [type]: { id: '1', filename, caption: filename } })),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('hologram', 'location', 'order').map((type) => ({ type })),
    },
  )
  const one = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(person, content, options)
        .map(([who, what, how]) => from(who as Who, what, how)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(person, content, options)
        .map(([who, what, how]) => echo(who as Who, what, how)),
    },
    {
      weight: 2,
      arbitrary: fc
        .array(
          fc
            .tuple(
              wamid,
              fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed', 'lost'),
              person,
              at,
            )
            .map(([id, name, who, when]) =>
              status(id, name, { at: when, recipient_id: who.phone, recipient_user_id: who.bsuid }),
            ),
          { maxLength: 5 },
        )
        .map((statuses) => change({ statuses })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(person, person, options).map(([old, next, how]) =>
        systemLine(
          { from: old.phone },
          {
            type: 'user_changed_number',
            body: 'changed',
            wa_id: next.phone,
            user_id: next.bsuid,
            previous_user_id: old.bsuid,
          },
          how,
        ),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...bsuids), fc.constantFrom(...bsuids))
        .map(([previous, current]) => ({
          field: 'user_id_update',
          value: [{ user_id: { previous, current }, timestamp: '1749416383' }],
        })),
    },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => ({ field: 'messages', value })) },
  )
  const body = fc.array(one, { minLength: 1, maxLength: 4 }).map((changes) => hook(...changes))

  test('is answered 200 and stores each acceptable wamid once, with rooms that agree with their messages', async () => {
    const own = await openInbox()
    const acceptable = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 4 }), async (bodies) => {
        const answers = await Promise.all(bodies.map((one) => own.server.deliver(one)))
        for (const one of bodies)
          for (const item of parseWebhook(JSON.parse(JSON.stringify(one)), Date.now()))
            if (item.kind === 'message') acceptable.add(item.wamid)
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
      }),
      { numRuns: 300, endOnFailure: true },
    )
    const [{ stored, distinct }] = (await own.sql`
      select count(*)::int as stored, count(distinct wa_message_id)::int as distinct from messages`) as unknown as [
      { stored: number; distinct: number },
    ]
    expect({ stored, distinct }).toEqual({ stored: acceptable.size, distinct: acceptable.size })
    await checkBooks(own.sql)
    const rooms = await own.sql<{ id: string }[]>`select id from rooms where merged_into is null`
    for (const { id } of rooms) {
      await own.room(id)
      await own.messages(id)
    }
    await own.settled()
    await own.stop()
  })
})
