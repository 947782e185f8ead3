import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { checkTemplate } from '../../../src/domain/checkTemplate.ts'
import type { TemplateShape } from '../../../src/domain/template.ts'
import {
  BODY,
  BUTTONS,
  body,
  button,
  CARDS,
  FILLED,
  header,
  IMAGE,
  NAMED,
  named,
  PLACE,
  PRODUCTS,
  picture,
  product,
  shape,
  text,
} from './templateParts.ts'

const HEADER = { type: 'HEADER', format: 'TEXT', text: 'About {{1}}' }

describe('[M1] what fits', () => {
  const good: [string, TemplateShape, unknown][] = [
    ['nothing where nothing is asked', shape({ type: 'BODY', text: 'Hi' }), undefined],
    ['an empty list of components', shape({ type: 'BODY', text: 'Hi' }), []],
    ['each number once, however often it is used', shape(BODY), [body(text('Ana'), text('7'))]],
    [
      'names in any order',
      named(NAMED),
      [
        body(
          { ...text('7'), parameter_name: 'order' },
          { ...text('Ana'), parameter_name: 'first_name' },
        ),
      ],
    ],
    [
      'money and time in the place of text',
      shape(BODY),
      [
        body(
          {
            type: 'currency',
            currency: { fallback_value: 'Rp 5', code: 'IDR', amount_1000: 5000 },
          },
          { type: 'date_time', date_time: { fallback_value: 'today' } },
        ),
      ],
    ],
    ['a header text', shape(HEADER), [header(text('cars'))]],
    ['a picture by id', shape(IMAGE), [picture]],
    ['a picture by link', shape(IMAGE), [header({ type: 'image', image: { link: 'https://x' } })]],
    [
      'a place',
      shape(PLACE),
      [header({ type: 'location', location: { latitude: '1.5', longitude: 2 } })],
    ],
    ['the rest of an address and a code', shape(BUTTONS), FILLED],
    [
      'a payload for a quick reply too',
      shape(BUTTONS),
      [...FILLED, button('quick_reply', 0, { type: 'payload', payload: 'P' })],
    ],
    [
      'a one-time password, which is sent as an address',
      shape(
        { type: 'BODY', text: '*{{1}}* is your code.' },
        { type: 'BUTTONS', buttons: [{ type: 'OTP' }] },
      ),
      [body(text('123')), button('url', '0', text('123'))],
    ],
    [
      'the cards of a carousel',
      shape({ type: 'BODY', text: 'Look' }, CARDS),
      [
        {
          type: 'carousel',
          cards: [
            { card_index: 1, components: [picture] },
            { card_index: 0, components: [picture, body(text('x'))] },
          ],
        },
      ],
    ],
    [
      'cards of products, more than the template was approved with',
      shape({ type: 'BODY', text: 'Look' }, PRODUCTS),
      [
        {
          type: 'carousel',
          cards: [0, 1, 2].map((card_index) => ({ card_index, components: [product] })),
        },
      ],
    ],
    [
      'kinds that nobody here knows',
      shape(
        { type: 'HEADER', format: 'GIF' },
        { type: 'BUTTONS', buttons: [{ type: 'NEW' }] },
        { type: 'NEW' },
      ),
      [header({ type: 'gif' }), button('new', 0, text('x')), { type: 'new' }],
    ],
  ]
  test.each(good)('%s', (_, template, given) => {
    expect(checkTemplate(template, given)).toBeNull()
  })
})

test('[M1] whatever is given, the answer is a sentence or null', () => {
  const templates = [shape(BODY), named(NAMED), shape(HEADER, BUTTONS), shape(CARDS), shape(PLACE)]
  const json = fc.jsonValue({ maxDepth: 4 })
  const parts = fc.array(
    fc.record(
      {
        type: fc.oneof(fc.constantFrom('header', 'body', 'button', 'carousel', 'BODY'), json),
        sub_type: fc.oneof(fc.constantFrom('url', 'quick_reply', 'copy_code'), json),
        index: fc.oneof(fc.nat(5), json),
        parameters: fc.oneof(
          fc.array(
            fc.record(
              {
                type: fc.oneof(fc.constantFrom('text', 'image', 'constructor', '__proto__'), json),
                text: fc.oneof(fc.string(), json),
                parameter_name: fc.oneof(fc.constantFrom('order', 'first_name'), json),
              },
              { requiredKeys: [] },
            ),
          ),
          json,
        ),
      },
      { requiredKeys: [] },
    ),
  )
  fc.assert(
    fc.property(fc.constantFrom(...templates), fc.oneof(parts, json), (template, given) => {
      const said = checkTemplate(template, given)
      expect(said === null || /^[A-Z][^\n]*\.$/.test(said)).toBe(true)
    }),
  )
})
