/** Thousands apart, by dots as here or by commas as elsewhere; a part of one comes after the other sign. */
const BY_DOTS = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/
const BY_COMMAS = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/
const PLAIN = /^-?\d+([.,]\d+)?$/

/**
 * An amount of rupiah as people write it: `50.000.000`, `Rp 1.250.000,50`, `1250.5`. So `50.000` is fifty thousand, which
 * programs take for fifty.
 * @returns null for nothing, undefined for what is no amount
 */
export function amountIn(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const written = text.replace(/^\s*rp\.?/i, '').replace(/\s/g, '')
  if (BY_DOTS.test(written)) return Number(written.replaceAll('.', '').replace(',', '.'))
  if (BY_COMMAS.test(written)) return Number(written.replaceAll(',', ''))
  return PLAIN.test(written) ? Number(written.replace(',', '.')) : undefined
}

/** An amount as it is written to be changed, of which `amountIn` reads the same. */
export const amountText = (amount: number): string =>
  unlikeThousands(String(amount).replace('.', ','))

/** The same for files, which programs read too. */
export const amountCell = (amount: number): string => unlikeThousands(String(amount))

/** Three places alone would be read as thousands. */
const unlikeThousands = (written: string) =>
  written.replace(/^-?\d{1,3}[.,]\d{3}$/, (thousandths) => `${thousandths}0`)
