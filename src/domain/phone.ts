type Variant = readonly [pattern: RegExp, other: string]

/**
 * Countries where one mobile number has two spellings (facts sheet, section 8). Brazil: only what can be a
 * mobile, since without its 9 the rest would be somebody's landline.
 */
const VARIANTS: readonly Variant[] = [
  [/^55([1-9]{2})9([6-9]\d{7})$/, '55$1$2'],
  [/^55([1-9]{2})([6-9]\d{7})$/, '55$19$2'],
  [/^521([2-9]\d{9})$/, '52$1'],
  [/^52([2-9]\d{9})$/, '521$1'],
  [/^549([1-8]\d{9})$/, '54$1'],
  [/^54([1-8]\d{9})$/, '549$1'],
]

/**
 * [I2] How else Meta may spell this number. For looking up only: what is kept and answered to is Meta's own spelling.
 * @param waId digits without `+`
 */
export function phoneVariants(waId: string): string[] {
  if (!waId.startsWith('5')) return []
  return VARIANTS.filter(([pattern]) => pattern.test(waId)).map(([pattern, other]) =>
    waId.replace(pattern, other),
  )
}

/** Whether two `wa_id`s are one number, in whatever spelling. */
export const samePhone = (a: string, b: string) => a === b || phoneVariants(a).includes(b)
