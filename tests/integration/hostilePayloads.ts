import { newPhone, newWamid } from '../helpers/webhooks.ts'
import {
  change,
  edit,
  from,
  hook,
  newBsuid,
  reaction,
  status,
  systemLine,
  text,
} from './webhookWorld.ts'

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

/** What somebody with the secret might sign, each with its variants. */
export const hostile: Record<string, () => unknown[]> = {
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
