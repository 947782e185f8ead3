import { expect, test } from 'bun:test'
import { RestError } from '../../../src/client/rest.ts'
import { describeError } from '../../../src/dashboard/data/describeError.ts'
import { en } from '../../../src/dashboard/i18n/en.ts'
import type { Translate } from '../../../src/dashboard/i18n/i18n.tsx'
import { id } from '../../../src/dashboard/i18n/id.ts'
import { fill, type Text } from '../../../src/dashboard/i18n/text.ts'
import { describeFailure } from '../../../src/dashboard/thread/describeFailure.ts'
import { failureOf } from '../../../src/dashboard/thread/metadata.ts'
import { type ErrorCode, HTTP_STATUS } from '../../../src/protocol/errors.ts'
import type { Message } from '../../../src/protocol/message.ts'

const MESSAGE = 'What the server says.'
const plural = new Intl.PluralRules('id')
const translator = (strings: Partial<Record<string, Text>>) =>
  ((key: string, values: Record<string, unknown> = {}) =>
    fill(strings[key] ?? key, values, plural).join('')) as Translate
const english = translator(en)
const indonesian = translator(id)

const refused = (code: ErrorCode, reason?: string) =>
  new RestError(HTTP_STATUS[code], { code, message: MESSAGE, details: { reason } })

test.each(Object.keys(HTTP_STATUS) as ErrorCode[])(
  'the Indonesian page has its own text for %s',
  (code) => {
    const said = describeError(refused(code), indonesian)
    expect(said).not.toContain(MESSAGE)
    expect(said).not.toContain(code)
    expect(said).not.toContain('{')
  },
)

test('a known reason has its own text; others show the server’s English message', () => {
  expect(describeError(refused('conflict', 'taken'), indonesian)).toBe('Sudah diambil orang lain.')
  expect(describeError(refused('conflict', 'taken'), english)).toBe(
    'Someone else took this room first.',
  )
  expect(describeError(refused('conflict', 'another'), english)).toBe(MESSAGE)
  expect(describeError(refused('newer' as ErrorCode), indonesian)).toBe(MESSAGE)
})

test('a send that the server refused is explained in the page’s language', () => {
  const message = (reason: string | null) =>
    ({
      metadata: { refused: { code: 'conflict', message: MESSAGE, reason } },
    }) as unknown as Message
  const why = (reason: string | null) =>
    describeFailure(failureOf(message(reason)), indonesian).text
  expect(why('other_room')).toBe('Pesan yang dikutip ada di percakapan lain.')
  expect(why('window_closed')).toBe(indonesian('failure.131047'))
  expect(why(null)).toBe('Server menolak: keadaannya sudah berubah.')
})

test.each([
  'empty_file',
  'unsupported_type',
  'type_mismatch',
  'unsupported_codec',
  'media_too_large',
  'no_caption',
  'too_old',
  'no_channel',
  'window_closed',
  'not_forwardable',
  'media_not_stored',
  'refused_again',
  'client_message_id',
  'not_utf8',
  'no_csv',
  'no_columns',
  'too_many_rows',
] as const)('the Indonesian page says what to do about %s', (reason) => {
  const said = describeError(refused('unprocessable', reason), indonesian)
  expect(said).not.toBe(indonesian('refused.unprocessable', { message: MESSAGE }))
  expect(said).not.toContain(MESSAGE)
})
