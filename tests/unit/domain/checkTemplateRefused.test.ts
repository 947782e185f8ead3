import { describe, expect, test } from 'bun:test'
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
    ['no products', shape(PRODUCTS), [], 'The carousel needs its 2 cards, and 0 are given.'],
    [
      'a card without its product',
      shape(PRODUCTS),
      [
        {
          type: 'carousel',
          cards: [product, product, picture].map((one, card_index) => ({
            card_index,
            components: [one],
          })),
        },
      ],
      'Card 2: The header needs one parameter of type product.',
    ],
    [
      'a product of no catalogue',
      shape({ type: 'HEADER', format: 'PRODUCT' }),
      [header({ type: 'product', product: { product_retailer_id: 'A-1' } })],
      "The header's product needs its product_retailer_id and catalog_id.",
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
