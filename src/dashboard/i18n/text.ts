/** A string of the interface; with `{n}` in it, perhaps another one for just one. */
export type Text = string | { one: string; other: string }

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never
/** The names in braces that a string wants filled. */
export type Wanted<T extends Text> = T extends string
  ? Names<T>
  : T extends { other: infer Other extends string }
    ? Names<Other>
    : never

/** Splits `a {b} c` into its parts; the odd ones are names. */
const partsOf = (text: string) => text.split(/\{(\w+)\}/)

/** Takes the form for `n` and fills the names. */
export function fill(text: Text, values: Record<string, unknown>, plural: Intl.PluralRules) {
  return partsOf(formOf(text, values, plural)).map((part, i) =>
    i % 2 === 0 ? part : (values[part] as string),
  )
}

function formOf(text: Text, values: Record<string, unknown>, plural: Intl.PluralRules): string {
  if (typeof text === 'string') return text
  return plural.select(Number(values.n)) === 'one' ? text.one : text.other
}
