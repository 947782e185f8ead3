import { expect, test } from 'bun:test'
import {
  buttonsOf,
  hasGaps,
  isFillable,
  piecesOf,
  requiredParameters,
} from '../../../src/dashboard/composer/templateParts.ts'
import { templateParameters } from '../../../src/domain/template.ts'
import type { Template } from '../../../src/protocol/template.ts'

const templateOf = (...components: Template['components']): Template => ({
  id: '1',
  waba_id: '1',
  name: 'reminder',
  language: 'id',
  category: 'UTILITY',
  status: 'APPROVED',
  parameter_format: 'positional',
  components,
  parameters: templateParameters({ parameterFormat: 'positional', components }),
  quality: null,
  updated_at: '2026-11-26T00:00:00.000Z',
})

test('a template’s text is split into text and variables with their values', () => {
  const values = { 'body.1': ' Budi ', 'header.2': 'of the header' }
  expect(piecesOf('Halo {{1}}, jatuh tempo {{ 2 }}.', 'body', values)).toEqual([
    { kind: 'text', text: 'Halo ' },
    { kind: 'variable', name: '1', value: 'Budi' },
    { kind: 'text', text: ', jatuh tempo ' },
    { kind: 'variable', name: '2', value: '' },
    { kind: 'text', text: '.' },
  ])
  expect(piecesOf('{{first_name}}', 'header', {})).toEqual([
    { kind: 'variable', name: 'first_name', value: '' },
  ])
})

test('a quick reply button needs no input, a button with a URL variable does', () => {
  const template = templateOf(
    { type: 'BODY', text: 'Halo {{1}}' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Minta bantuan' },
        { type: 'URL', text: 'Bayar', url: 'https://example.com/{{1}}' },
      ],
    },
  )
  expect(buttonsOf(template)).toEqual([
    { kind: 'quick_reply', label: 'Minta bantuan' },
    { kind: 'url', label: 'Bayar' },
  ])
  expect(requiredParameters(template).map(({ sub_type, name }) => ({ sub_type, name }))).toEqual([
    { sub_type: null, name: '1' },
    { sub_type: 'url', name: '1' },
  ])
  expect(hasGaps(template, { 'body.1': 'Budi' })).toBe(true)
  expect(hasGaps(template, { 'body.1': 'Budi', 'button.1.1': 'LN-7' })).toBe(false)
})

test('a template that a form can’t fill in is recognised', () => {
  const body = { type: 'BODY', text: 'Kami di sini' }
  expect(isFillable(templateOf(body))).toBe(true)
  expect(isFillable(templateOf({ type: 'HEADER', format: 'DOCUMENT' }, body))).toBe(true)
  expect(isFillable(templateOf({ type: 'HEADER', format: 'LOCATION' }, body))).toBe(false)
})
