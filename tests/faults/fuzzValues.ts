import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'

type Node = Record<string, unknown> | unknown[]

/** Characters that break careless code: NUL, lone surrogates, separators of parsers. */
export const nastyText = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      ...'a1 %_\\"\'{}[]/+.,:;-@#&=?<>',
      '\0',
      '\ud800',
      '\udc00',
      '😀',
      'é',
      '\n',
      '\u202e',
    ),
    maxLength: 16,
  }),
  fc.string({ unit: 'binary', maxLength: 24 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toString',
    "' or 1=1 --",
    '%{x}',
    '{{1}}',
    'null',
  ),
)

const names = fc.oneof(nastyText, fc.constantFrom('id', 'type', 'text', 'length', 'then'))

/** Any JSON, built as a parser would: `__proto__` is a key like any other. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, '', 0, -1, 1e21, 1e308, 1749416383, '1749416383'),
    nastyText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(names, tie('value')), { maxLength: 4 })
      .map((pairs) =>
        JSON.parse(
          `{${pairs.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`,
        ),
      ),
  ),
})).value

type Change = { at: number; how: 'replace' | 'drop' | 'double' | 'wrap' | 'deepen'; value: unknown }
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'replace', 'drop', 'double', 'wrap', 'deepen'),
  value: anyJson,
})

/** A copy of the value with up to three places changed, sometimes none. */
export const changed = (given: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(given, fc.oneof(fc.constant([]), fc.array(change, { maxLength: 3 })))
    .map(([value, changes]) => changes.reduce<unknown>(apply, structuredClone(value)))

function apply(root: unknown, { at, how, value }: Change): unknown {
  const places = placesOf(root)
  const place = places[at % Math.max(1, places.length)]
  if (!place) return value
  const { holder, key } = place
  const there = (holder as Record<string, unknown>)[key]
  const becomes = (next: unknown) =>
    Object.defineProperty(holder, key, {
      value: next,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  if (how === 'replace') becomes(value)
  else if (how === 'wrap') becomes([there])
  else if (how === 'deepen') becomes(nested(there, 200))
  else if (how === 'double' && Array.isArray(holder)) holder.push(structuredClone(there))
  else if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return root
}

const nested = (value: unknown, levels: number): unknown => {
  let inside = value
  for (let level = 0; level < levels; level++) inside = level % 2 ? [inside] : { x: inside }
  return inside
}

/** Every place in a JSON value where another value can be put. */
function placesOf(root: unknown, levels = 0): { holder: Node; key: string }[] {
  if (typeof root !== 'object' || root === null || levels > 40) return []
  const holder = root as Node
  return Object.keys(holder).flatMap((key) => [
    { holder, key },
    ...placesOf((holder as Record<string, unknown>)[key], levels + 1),
  ])
}

type Cut = { at: number; how: 'cut' | 'flip' | 'insert' | 'repeat'; byte: number }
const cut: fc.Arbitrary<Cut> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('cut', 'flip', 'insert', 'repeat'),
  byte: fc.nat(255),
})

/** The bytes of a text, mostly unchanged, sometimes damaged in a few places. */
export const damaged = (text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      text,
      fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(cut, { maxLength: 4 })),
    )
    .map(([whole, cuts]) =>
      cuts.reduce<Uint8Array>((bytes, { at, how, byte }) => {
        const place = at % (bytes.length + 1)
        const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)]
        if (how === 'cut') return head
        if (how === 'repeat') return Buffer.concat([head, tail.subarray(0, byte), tail])
        const inserted = Buffer.concat([
          head,
          Buffer.of(byte),
          how === 'flip' ? tail.subarray(1) : tail,
        ])
        return inserted
      }, Buffer.from(whole)),
    )

const FIXTURES = new URL('../fixtures/whatsapp/', import.meta.url)

/** Webhooks as Meta sends them: one of each kind. */
export const fixtures: unknown[] = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')))
