type Variant = readonly [pattern: RegExp, other: string]

/**
 * Countries where one mobile number has two spellings (facts sheet, section 8). In Brazil only for numbers that can be
 * mobile: others without the 9 are landlines of somebody else.
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
 * [I2] Other spellings of this number that Meta may use. For look-ups only: we store and answer to Meta's own spelling.
 * @param waId digits without `+`
 */
export function phoneVariants(waId: string): string[] {
  if (!waId.startsWith('5')) return []
  return VARIANTS.filter(([pattern]) => pattern.test(waId)).map(([pattern, other]) =>
    waId.replace(pattern, other),
  )
}

/** Whether two `wa_id`s are the same number, whatever their spelling. */
export const samePhone = (a: string, b: string) => a === b || phoneVariants(a).includes(b)
