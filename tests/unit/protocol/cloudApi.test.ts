import { expect, test } from 'bun:test'
import {
  caption,
  contactsContent,
  locationContent,
  reactionContent,
  textContent,
} from '../../../src/protocol/cloudApi.ts'
import { limits, many, x } from './cloudApiLimits.ts'

const at = { latitude: 1, longitude: 2 }

const named = { name: { formatted_name: 'Ana B', first_name: 'Ana' } }

limits('a text', textContent, [
  ['has 4,096 characters at most', { body: x(4_096) }, { body: x(4_097) }],
  ['says something', { body: ' a' }, { body: ' \n' }],
  ['is text', { body: 'a', preview_url: true }, { body: 'a\0' }],
  ['has nothing else', { body: 'a' }, { body: 'a', caption: 'b' }],
])

limits('a caption', caption, [
  ['has 1,024 characters at most', x(1_024), x(1_025)],
  ['says something', 'a', ' '],
])

limits('a location', locationContent, [
  ['is on Earth', { latitude: 90, longitude: -180 }, { latitude: 90.1, longitude: 0 }],
  [
    'may be written as text',
    { latitude: '-6.2', longitude: '106.8' },
    { latitude: 'x', longitude: '1' },
  ],
  ['is two numbers', at, { latitude: Number.NaN, longitude: 1 }],
  ['is not empty text', { latitude: '0', longitude: '0' }, { latitude: '', longitude: '0' }],
  ['may be named', { ...at, name: 'HQ', address: '1 Way' }, { ...at, name: '' }],
])

limits('a reaction', reactionContent, [
  [
    'is one emoji',
    { message_id: 'wamid.1', emoji: '👍' },
    { message_id: 'wamid.1', emoji: '👍👍' },
  ],
  ['is no word', { message_id: 'wamid.1', emoji: '❤' }, { message_id: 'wamid.1', emoji: 'a' }],
  [
    'may be of many code points',
    { message_id: 'wamid.1', emoji: '👩‍👩‍👧‍👦' },
    { message_id: 'wamid.1', emoji: '1' },
  ],
  ['may be a flag', { message_id: 'wamid.1', emoji: '🇮🇩' }, { message_id: 'wamid.1', emoji: ' ' }],
  ['may be a keycap', { message_id: 'wamid.1', emoji: '1️⃣' }, { message_id: 'wamid.1' }],
  ['is removed by nothing', { message_id: 'wamid.1', emoji: '' }, { message_id: '', emoji: '' }],
])

limits('cards', contactsContent, [
  ['are 257 at most', many(257, () => named), many(258, () => named)],
  ['are one at least', [named], []],
  ['have a name of parts', [named], [{ name: { formatted_name: 'Ana' } }]],
  [
    'have a real birthday',
    [{ ...named, birthday: '1990-02-28' }],
    [{ ...named, birthday: '1990-02-30' }],
  ],
])

test('a customer’s own card can be handed on: what Meta does not take is left out', () => {
  const received = { ...named, phones: [{ phone: '+1', wa_id: '1', type: 'MOBILE' }] }
  const parsed = contactsContent.parse([{ ...received, origin: 'contact_request', vcard: 'BEGIN' }])
  expect(parsed).toEqual([received])
})
