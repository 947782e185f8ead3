import { expect, test } from 'bun:test'
import { templateText } from '../../../src/domain/checkTemplate.ts'
import { templateLanguage, templateParameters } from '../../../src/domain/template.ts'
import { BODY, BUTTONS, body, CARDS, IMAGE, NAMED, named, shape, text } from './templateParts.ts'

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
