import { describe, expect, test } from 'bun:test'
import { type Piece, readText } from '../../../src/dashboard/thread/whatsappText.ts'

/** The pieces in one line: formats as tags, links as in Markdown. */
const shown = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text
      if (piece.kind === 'link') return `[${piece.text}](${piece.href})`
      if ('pieces' in piece) return `<${piece.kind}>${shown(piece.pieces)}</${piece.kind}>`
      return `<${piece.kind}>${piece.text}</${piece.kind}>`
    })
    .join('')

/** The text without its formatting. */
const bare = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => ('pieces' in piece ? bare(piece.pieces) : piece.text)).join('')

describe('text is formatted like in WhatsApp', () => {
  const cases: [string, string][] = [
    ['halo', 'halo'],
    ['bayar *Rp 4.250.000* ya', 'bayar <bold>Rp 4.250.000</bold> ya'],
    ['_miring_ dan ~salah~', '<italic>miring</italic> dan <strike>salah</strike>'],
    ['*_keduanya_*', '<bold><italic>keduanya</italic></bold>'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['nama_file_ini.pdf', 'nama_file_ini.pdf'],
    ['* bukan*', '* bukan*'],
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
  ]
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), () => expect(shown(readText(text))).toBe(expected))
  }
})

test.each(['*a* ', '*', '*_~', '`a`', '`a', '``` ', '(*a', 'www.a.b '])(
  'a very long text of nothing but %p is parsed to its end',
  (part) => {
    const text = part.repeat(65_536 / part.length)
    expect(bare(readText(text)).replace(/[*_~`]/g, '')).toBe(text.replace(/[*_~`]/g, ''))
  },
)

test('parsing loses no character of a text', () => {
  const parts = ['*', '_', '~', '`', '```', ' ', '\n', 'a', 'https://x.example/y', '.', '(']
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
