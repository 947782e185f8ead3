import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { checkTemplate, templateText } from '../../../src/domain/checkTemplate.ts'
import {
  type TemplateShape,
  templateLanguage,
  templateParameters,
} from '../../../src/domain/template.ts'

type Part = Record<string, unknown>

const shape = (...components: Part[]): TemplateShape => ({
  parameterFormat: 'positional',
  components,
})
const named = (...components: Part[]): TemplateShape => ({ parameterFormat: 'named', components })
const text = (value: string) => ({ type: 'text', text: value })
const body = (...parameters: Part[]) => ({ type: 'body', parameters })
const header = (...parameters: Part[]) => ({ type: 'header', parameters })
const button = (sub_type: string, index: unknown, ...parameters: Part[]) => ({
  type: 'button',
  sub_type,
  index,
  parameters,
})

const BODY = { type: 'BODY', text: 'Hi {{1}}, order {{2}} is here. {{1}}!' }
const NAMED = { type: 'BODY', text: 'Hi {{first_name}}, order {{order}} is here.' }
const HEADER = { type: 'HEADER', format: 'TEXT', text: 'About {{1}}' }
const IMAGE = { type: 'HEADER', format: 'IMAGE' }
const PLACE = { type: 'HEADER', format: 'LOCATION' }
const BUTTONS = {
  type: 'BUTTONS',
  buttons: [
    { type: 'QUICK_REPLY', text: 'Yes' },
    { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' },
    { type: 'URL', text: 'Home', url: 'https://example.com/' },
    { type: 'COPY_CODE', example: 'SAVE' },
    { type: 'PHONE_NUMBER', phone_number: '+6281' },
  ],
}
const FILLED = [
  button('url', '1', text('a/b?c=d')),
  button('copy_code', 3, { type: 'coupon_code', coupon_code: 'SAVE20' }),
]
const CARDS = {
  type: 'CAROUSEL',
  cards: [
    {
      components: [IMAGE, { type: 'BODY', text: 'One {{1}}' }, { type: 'BUTTONS', buttons: [] }],
    },
    { components: [IMAGE, { type: 'BODY', text: 'Two' }] },
  ],
}
const picture = header({ type: 'image', image: { id: '7' } })

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

describe('[M1] what does not fit is told in a sentence', () => {
  const bad: [string, TemplateShape, unknown, string][] = [
    ['nothing', shape(BODY), undefined, 'The body needs 2 parameters, and 0 are given.'],
    [
      'one too few',
      shape(BODY),
      [body(text('Ana'))],
      'The body needs 2 parameters, and 1 is given.',
    ],
    [
      'one too many',
      shape(BODY),
      [body(text('a'), text('b'), text('c'))],
      'The body needs 2 parameters, and 3 are given.',
    ],
    [
      'names for numbers',
      shape(BODY),
      [body({ ...text('a'), parameter_name: 'a' }, text('b'))],
      "The body's parameters are numbered, and not named.",
    ],
    [
      'numbers for names',
      named(NAMED),
      [body(text('a'), text('b'))],
      "The body's parameters are named: each needs its parameter_name.",
    ],
    [
      'a name left out',
      named(NAMED),
      [body({ ...text('a'), parameter_name: 'order' })],
      'The body needs first_name too.',
    ],
    [
      'a name that is not there',
      named({ type: 'BODY', text: 'Hi {{a}}' }),
      [body({ ...text('a'), parameter_name: 'a' }, { ...text('b'), parameter_name: 'b' })],
      'The body has no parameter b.',
    ],
    [
      'a name twice',
      named({ type: 'BODY', text: 'Hi {{a}}' }),
      [body({ ...text('a'), parameter_name: 'a' }, { ...text('b'), parameter_name: 'a' })],
      "The body's parameter a is given twice.",
    ],
    [
      'an empty text',
      shape(BODY),
      [body(text('Ana'), text(' '))],
      "The body's parameter 2 is empty.",
    ],
    [
      'a line break',
      shape(BODY),
      [body(text('Ana\nLee'), text('7'))],
      "The body's parameter 1 has a line break, a tab or more than four spaces in a row.",
    ],
    [
      'a body that has grown too long',
      shape(BODY, { type: 'FOOTER', text: 'x' }),
      [body(text('x'.repeat(600)), text('7'))],
      'The body has become 1223 characters long, and may have 1024.',
    ],
    [
      'parameters where none are asked',
      shape({ type: 'BODY', text: 'Hi' }),
      [body(text('a'))],
      'The body takes no parameters.',
    ],
    ['a body twice', shape(BODY), [body(), body()], 'There are two body components.'],
    [
      'a picture in the body',
      shape(BODY),
      [body(text('a'), { type: 'image', image: { id: '7' } })],
      'The body takes text, and not image.',
    ],
    ['no picture', shape(IMAGE), [], 'The header needs one parameter of type image.'],
    [
      'a film for a picture',
      shape(IMAGE),
      [header({ type: 'video', video: { id: '7' } })],
      'The header needs one parameter of type image.',
    ],
    [
      'a picture that is nowhere',
      shape(IMAGE),
      [header({ type: 'image', image: {} })],
      "The header's image needs an id or a link.",
    ],
    [
      'half a place',
      shape(PLACE),
      [header({ type: 'location', location: { latitude: 1 } })],
      "The header's location needs latitude and longitude.",
    ],
    [
      'a header that is not there',
      shape(BODY),
      [header(text('x'))],
      'The header is not part of this template.',
    ],
    [
      'no rest of an address',
      shape(BUTTONS),
      [],
      'Button 1 needs one text parameter: the rest of its address.',
    ],
    [
      'an address with a space',
      shape(BUTTONS),
      [button('url', 1, text('a b'))],
      'Button 1 has a space in its address.',
    ],
    [
      'the rest of an address that has none',
      shape(BUTTONS),
      [button('url', 1, text('a')), button('url', 2, text('a'))],
      'Button 2 has a fixed address, and takes no parameters.',
    ],
    ['no code', shape(BUTTONS), [FILLED[0]], 'Button 3 needs one coupon_code parameter.'],
    [
      'another kind of button',
      shape(BUTTONS),
      [button('url', 0, text('x'))],
      'Button 0 is a quick_reply button, and not url.',
    ],
    [
      'a button too far',
      shape(BUTTONS),
      [button('url', 9)],
      'There is no button 9 in this template.',
    ],
    [
      'no index',
      shape(BUTTONS),
      [button('url', undefined)],
      'A button needs its index, counted from 0.',
    ],
    ['a button twice', shape(BUTTONS), [FILLED[0], FILLED[0]], 'Button 1 is given twice.'],
    [
      'an offer without its end',
      shape({ type: 'LIMITED_TIME_OFFER', limited_time_offer: { has_expiration: true } }),
      [],
      'The limited-time offer needs expiration_time_ms.',
    ],
    ['no cards', shape(CARDS), [], 'The carousel needs its 2 cards, and 0 are given.'],
    [
      'a card twice',
      shape(CARDS),
      [
        {
          type: 'carousel',
          cards: [0, 0].map((card_index) => ({
            card_index,
            components: [picture, body(text('x'))],
          })),
        },
      ],
      "The carousel's card 1 is missing.",
    ],
    [
      'a card without its text',
      shape(CARDS),
      [
        {
          type: 'carousel',
          cards: [0, 1].map((card_index) => ({ card_index, components: [picture] })),
        },
      ],
      'Card 0: The body needs 1 parameter, and 0 are given.',
    ],
  ]
  test.each(bad)('%s', (_, template, given, sentence) => {
    expect(checkTemplate(template, given)).toBe(sentence)
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

test('[M2] what a send may fill in is listed in the order in which it is read', () => {
  const example = { body_text: [['Ana', '7']] }
  const listed = templateParameters(shape(IMAGE, { ...BODY, example }, BUTTONS))
  const brief = listed.map(({ component, index, type, name, required, example }) => [
    component,
    index,
    type,
    name,
    required,
    example,
  ])
  expect(brief).toEqual([
    ['header', null, 'image', null, true, null],
    ['body', null, 'text', '1', true, 'Ana'],
    ['body', null, 'text', '2', true, '7'],
    ['button', 0, 'payload', null, false, null],
    ['button', 1, 'text', '1', true, null],
    ['button', 3, 'coupon_code', null, true, 'SAVE'],
  ])
  const params = [{ param_name: 'order', example: '7' }]
  const own = { ...NAMED, example: { body_text_named_params: params } }
  expect(templateParameters(named(own)).map(({ name, example }) => [name, example])).toEqual([
    ['first_name', null],
    ['order', '7'],
  ])
  expect(templateParameters(shape(CARDS)).map(({ card, type }) => [card, type])).toEqual([
    [0, 'image'],
    [0, 'text'],
    [1, 'image'],
  ])
})

test('[M2] the text that the customer reads has its placeholders filled in, once', () => {
  expect(templateText(shape(BODY), [body(text('{{2}}'), text('$&'))])).toBe(
    'Hi {{2}}, order $& is here. {{2}}!',
  )
  const given = [
    body(
      { ...text('7'), parameter_name: 'order' },
      { ...text('Ana'), parameter_name: 'first_name' },
    ),
  ]
  expect(templateText(named(NAMED), given)).toBe('Hi Ana, order 7 is here.')
  expect(templateText(shape(IMAGE), [])).toBeNull()
})

test.each([
  ['en-US', 'en_US'],
  ['en_us', 'en_US'],
  [' EN_US ', 'en_US'],
  ['id', 'id'],
  ['zh_CN', 'zh_CN'],
  ['es-419', 'es_419'],
  ['', ''],
])('[M3] the language %p is %p', (given, kept) => {
  expect(templateLanguage(given)).toBe(kept)
})
