import { expect, test } from 'bun:test'
import {
  languageName,
  sharedNames,
  templateKey,
} from '../../../src/dashboard/composer/templateNames.ts'
import type { Template } from '../../../src/protocol/template.ts'

const templateOf = (waba_id: string, id: string, name: string, language = 'id'): Template => ({
  id,
  waba_id,
  name,
  language,
  category: 'UTILITY',
  status: 'APPROVED',
  parameter_format: 'positional',
  components: [],
  parameters: [],
  quality: null,
  updated_at: '2026-11-01T00:00:00.000Z',
})

test('templates of one name are told apart by language, and by account if there are several', () => {
  const templates = [
    templateOf('1', 'a', 'salam'),
    templateOf('1', 'b', 'salam', 'en_US'),
    templateOf('1', 'c', 'tagihan'),
    templateOf('2', 'c', 'tagihan'),
    templateOf('2', 'd', 'tagihan', 'en'),
    templateOf('2', 'e', 'hanya_satu'),
  ]
  expect([...sharedNames(templates)]).toEqual([
    ['salam', { accounts: false }],
    ['tagihan', { accounts: true }],
  ])
  expect(new Set(templates.map(templateKey)).size).toBe(templates.length)
})

test('a language has its name, and a code that is none stays a code', () => {
  expect(languageName('en_US', 'en')).toBe('American English')
  expect(languageName('id', 'id')).toBe('Indonesia')
  expect(languageName('x_not_a_language', 'en')).toBe('x_not_a_language')
})
