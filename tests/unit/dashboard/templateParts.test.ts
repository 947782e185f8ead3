import { expect, test } from 'bun:test'
import { piecesOf } from '../../../src/dashboard/composer/templateParts.ts'

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
