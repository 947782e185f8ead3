import { expect, test } from 'bun:test'
import { RestError } from '../../../src/client/rest.ts'
import { inWords } from '../../../src/dashboard/data/inWords.ts'
import { en } from '../../../src/dashboard/i18n/en.ts'
import type { Translate } from '../../../src/dashboard/i18n/i18n.tsx'
import { id } from '../../../src/dashboard/i18n/id.ts'
import { fill, type Text } from '../../../src/dashboard/i18n/text.ts'
import { failureOf } from '../../../src/dashboard/thread/metadata.ts'
import { whyFailed } from '../../../src/dashboard/thread/whyFailed.ts'
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
  'the Indonesian page has words of its own for %s',
  (code) => {
    const said = inWords(refused(code), indonesian)
    expect(said).not.toContain(MESSAGE)
    expect(said).not.toContain(code)
    expect(said).not.toContain('{')
  },
)

test('a reason that is known says more than its code; in English the server’s own words serve for others', () => {
  expect(inWords(refused('conflict', 'taken'), indonesian)).toBe('Sudah diambil orang lain.')
  expect(inWords(refused('conflict', 'taken'), english)).toBe('Someone was faster.')
  expect(inWords(refused('conflict', 'another'), english)).toBe(MESSAGE)
  expect(inWords(refused('newer' as ErrorCode), indonesian)).toBe(MESSAGE)
})

test('a send that the server refused is explained in the page’s language', () => {
  const message = (reason: string | null) =>
    ({
      metadata: { refused: { code: 'conflict', message: MESSAGE, reason } },
    }) as unknown as Message
  const why = (reason: string | null) => whyFailed(failureOf(message(reason)), indonesian).text
  expect(why('other_room')).toBe('Pesan yang dikutip ada di percakapan lain.')
  expect(why('window_closed')).toBe(indonesian('failure.131047'))
  expect(why(null)).toBe('Server menolak: keadaannya sudah berubah.')
})
