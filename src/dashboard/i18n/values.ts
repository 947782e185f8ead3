const rupiah = new Intl.NumberFormat('id-ID', { maximumFractionDigits: 2 })

/** `Rp 50.000.000`, in both languages. An amount owed is never abbreviated. */
export const money = (amount: number): string => `Rp ${rupiah.format(amount)}`

const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** `184 kB`, `2.4 MB`. */
export function fileSize(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** unit
  return `${value < 10 && unit > 1 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`
}

/** `+62 812-5550-0142`. Foreign numbers are not grouped. */
export function phoneNumber(digits: string): string {
  const own = /^62(\d{2,3})(\d{3,4})(\d{3,6})$/.exec(digits.replace(/\D/g, ''))
  return own ? `+62 ${own[1]}-${own[2]}-${own[3]}` : `+${digits.replace(/\D/g, '')}`
}
