import { expect, test } from 'bun:test'
import {
  askedOf,
  buttonsOf,
  hasGaps,
  isWritten,
  piecesOf,
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

test('a template’s text is shown with its variables, each with what was written for it', () => {
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

test('a quick reply is a button with its words, and nothing to fill in; an open address is', () => {
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
  expect(askedOf(template).map(({ sub_type, name }) => ({ sub_type, name }))).toEqual([
    { sub_type: null, name: '1' },
    { sub_type: 'url', name: '1' },
  ])
  expect(hasGaps(template, { 'body.1': 'Budi' })).toBe(true)
  expect(hasGaps(template, { 'body.1': 'Budi', 'button.1.1': 'LN-7' })).toBe(false)
})

test('what a form can’t fill in is known before it is sent', () => {
  const body = { type: 'BODY', text: 'Kami di sini' }
  expect(isWritten(templateOf(body))).toBe(true)
  expect(isWritten(templateOf({ type: 'HEADER', format: 'DOCUMENT' }, body))).toBe(true)
  expect(isWritten(templateOf({ type: 'HEADER', format: 'LOCATION' }, body))).toBe(false)
})
