import { describe, expect, test } from 'bun:test'
import { type Lines, type Piece, readText } from '../../../src/dashboard/thread/whatsappText.ts'

/** The pieces in one line: formats as tags, links as in Markdown. */
const shown = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text
      if (piece.kind === 'link') return `[${piece.text}](${piece.href})`
      if ('lines' in piece) return `<${piece.kind}>${linesOf(piece, shown)}</${piece.kind}>`
      if ('pieces' in piece) return `<${piece.kind}>${shown(piece.pieces)}</${piece.kind}>`
      return `<${piece.kind}>${piece.text}</${piece.kind}>`
    })
    .join('')

const linesOf = ({ lines }: Lines, read: (pieces: readonly Piece[]) => string) =>
  lines.map(({ mark, pieces }) => mark + read(pieces)).join('|')

/** The text without its formatting. */
const bare = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => {
      if ('lines' in piece) return linesOf(piece, bare).replaceAll('|', '')
      return 'pieces' in piece ? bare(piece.pieces) : piece.text
    })
    .join('')

describe('text is formatted like in WhatsApp', () => {
  const cases: [string, string][] = [
    ['halo', 'halo'],
    ['bayar *Rp 4.250.000* ya', 'bayar <bold>Rp 4.250.000</bold> ya'],
    ['_miring_ dan ~salah~', '<italic>miring</italic> dan <strike>salah</strike>'],
    ['*_keduanya_*', '<bold><italic>keduanya</italic></bold>'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['nama_file_ini.pdf', 'nama_file_ini.pdf'],
    ['a * bukan*', 'a * bukan*'],
    ['baris *satu\ndua*', 'baris *satu\ndua*'],
    ['`kode *asli*`', '<code>kode *asli*</code>'],
    ['```\nblok\n```', '<block>blok</block>'],
    [
      'lihat https://contoh.example/a_b_c.',
      'lihat [https://contoh.example/a_b_c](https://contoh.example/a_b_c).',
    ],
    ['www.contoh.example', '[www.contoh.example](https://www.contoh.example)'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['<b>tebal</b>', '<b>tebal</b>'],
    ['> kata *dia*\n> begitu\nya?', '<quote>> kata <bold>dia</bold>|> begitu</quote>ya?'],
    ['a > b\n>c\n> \n>', 'a > b\n>c\n> \n>'],
    ['Perlu:\n- KTP\n* KK\n\nSaja', 'Perlu:\n<bullets>- KTP|* KK</bullets>\nSaja'],
    ['* bukan*', '<bullets>* bukan*</bullets>'],
    ['-5 derajat\n- ', '-5 derajat\n- '],
    ['1. satu\n2. dua\n- x', '<numbers>1. satu|2. dua</numbers><bullets>- x</bullets>'],
    ['1.5 kg\n2026. itu', '1.5 kg\n2026. itu'],
    [
      '- `a` b\n- ```c\n- d``` e',
      '<bullets>- <code>a</code> b|- <block>c\n- d</block> e</bullets>',
    ],
    ['```x```- a', '<block>x</block>- a'],
    ['- a\r\n- b', '<bullets>- a\r|- b</bullets>'],
  ]
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), () => expect(shown(readText(text))).toBe(expected))
  }
})

test.each([
  '*a* ',
  '*',
  '*_~',
  '`a`',
  '`a',
  '``` ',
  '(*a',
  'www.a.b ',
  '> ',
  '- a\n',
  '1. \n',
  '>    ',
])('a very long text of nothing but %p is parsed to its end', (part) => {
  const text = part.repeat(65_536 / part.length)
  const kept = (whole: string) => whole.replace(/[*_~`\n]/g, '')
  expect(kept(bare(readText(text)))).toBe(kept(text))
})

test('parsing loses no character of a text', () => {
  const parts = [
    '> ',
    '- ',
    '1. ',
    '*',
    '_',
    '~',
    '`',
    '```',
    ' ',
    '\n',
    'a',
    'https://x.example/y',
    '.',
    '(',
  ]
  let seed = 7
  const next = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed / 2147483648
  }
  for (let round = 0; round < 2000; round++) {
    const text = Array.from({ length: 12 }, () => parts[Math.floor(next() * parts.length)]).join('')
    const kept = (whole: string) => whole.replace(/[*_~`\n]/g, '')
    expect(kept(bare(readText(text)))).toBe(kept(text))
  }
})
