/** A text of the interface. With `{n}` in it, there may be another form for one. */
export type Text = string | { one: string; other: string }

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never
/** The names of a text's placeholders. */
export type Wanted<T extends Text> = T extends string
  ? Names<T>
  : T extends { other: infer Other extends string }
    ? Names<Other>
    : never

/** Splits `a {b} c` into its parts. Odd ones are placeholder names. */
const partsOf = (text: string) => text.split(/\{(\w+)\}/)

/** Picks the plural form for `n` and fills in the placeholders. */
export function fill(text: Text, values: Record<string, unknown>, plural: Intl.PluralRules) {
  return partsOf(formOf(text, values, plural)).map((part, i) =>
    i % 2 === 0 ? part : (values[part] as string),
  )
}

function formOf(text: Text, values: Record<string, unknown>, plural: Intl.PluralRules): string {
  if (typeof text === 'string') return text
  return plural.select(Number(values.n)) === 'one' ? text.one : text.other
}
