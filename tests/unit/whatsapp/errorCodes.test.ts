import { describe, expect, test } from 'bun:test'
import { explainError } from '../../../src/whatsapp/errorCodes.ts'

/** Facts sheet, section 7, word for word, and the Graph API's own codes of rates. */
const CLASSES = {
  retry: [2, 4, 17, 32, 613, 80007, 80008, 130429, 131056, 131016, 131057, 133004],
  few_tries: [131000, 1],
  wait_long: [131049, 131048, 131064, 133015, 133016],
  channel_broken: [
    ...[0, 190, 3, 10, 200, 201, 250, 299, 131005, 131031, 368, 130497, 131037, 131042, 131045],
    133010,
  ],
  recipient: [131026, 131050, 130472, 131021, 131030, 131062, 137000],
  message: [33, 100, 131008, 131009, 131047, 131051, 131052, 131053, 135000, 131063, 131065],
  template: [132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069],
} as const

const ROWS = Object.entries(CLASSES).flatMap(([kind, codes]) =>
  codes.map((code) => [code, kind] as const),
)

describe('an error of the Graph API', () => {
  test.each(ROWS)('%i is of the class %s, and a person is told what to do', (code, kind) => {
    // Whatever the HTTP status says: Meta's are not reliable.
    for (const httpStatus of [undefined, 200, 400, 401, 429, 500]) {
      const explained = explainError({ code, httpStatus, title: 'Meta’s own words' })
      expect(explained.class as string).toBe(kind)
      expect(explained.title).toMatch(/^[A-Z].{15,}\.$/)
      expect(explained.advice).toMatch(/^[A-Z].{15,}\.$/)
      expect(explained.title).not.toMatch(/Meta’s own words|\d{6}/)
    }
  })

  test('131047 says to send a template', () => {
    const { title, advice } = explainError({ code: 131047 })
    expect(title).toContain('24 hours')
    expect(advice).toContain('template')
  })

  test.each([
    [199, 'message'],
    [300, 'message'],
    [undefined, 'message'],
    [400, 'message'],
    [401, 'channel_broken'],
    [403, 'message'],
    [404, 'message'],
    [408, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('that nobody knows is judged by its HTTP status: %p is %s', (httpStatus, kind) => {
    for (const code of [199, 300, 999_999, -1]) {
      expect(explainError({ code, httpStatus }).class as string).toBe(kind)
    }
  })

  test('that nobody knows keeps Meta’s own words', () => {
    expect(explainError({ code: 999_999, title: 'New thing' }).title).toBe('New thing')
    expect(explainError({ code: 999_999, title: '' }).title).toContain('WhatsApp')
    expect(explainError({ code: 999_999, title: null }).title).toContain('WhatsApp')
  })
})
