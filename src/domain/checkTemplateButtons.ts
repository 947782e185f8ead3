import { type Json, list, lower, record, records, words } from './json.ts'
import { placeholdersOf } from './template.ts'

/** Button types whose parameters are checked here; others are left to Meta. */
const KNOWN = ['url', 'quick_reply', 'copy_code', 'phone_number', 'flow', 'catalog', 'mpm']

/** The part of checkTemplate for buttons. `index` counts over all buttons of the template. */
export function checkButtons(
  own: Json | undefined,
  sent: readonly Json[],
  where: string,
): string | null {
  const buttons = records(own?.buttons)
  const seen = new Map<number, Json>()
  for (const one of sent) {
    const index = indexOf(one.index)
    if (index === null) return `${where}A button needs its index, counted from 0.`
    if (seen.has(index)) return `${where}Button ${index} is given twice.`
    if (!buttons[index]) return `${where}There is no button ${index} in this template.`
    seen.set(index, one)
  }
  for (const [index, button] of buttons.entries()) {
    const fault = checkButton(button, seen.get(index))
    if (fault !== null) return `${where}Button ${index} ${fault}`
  }
  return null
}

/** What is wrong, to follow "Button 0 …"; null if nothing is. */
function checkButton(button: Json, sent: Json | undefined): string | null {
  const type = lower(button.type)
  // Meta turns OTP buttons (one-tap, copy-code) into URL buttons; sends address them as such.
  const kind = type === 'otp' ? 'url' : type
  if (!KNOWN.includes(kind)) return null
  if (sent && lower(sent.sub_type) !== kind)
    return `is a ${kind} button, and not ${words(sent.sub_type) ?? 'without a sub_type'}.`
  const [parameter, ...more] = records(sent?.parameters)
  const count = list(sent?.parameters).length
  if (kind === 'url') {
    const open = type === 'otp' || placeholdersOf(words(button.url) ?? '').length > 0
    if (!open) return count > 0 ? 'has a fixed address, and takes no parameters.' : null
    const suffix = lower(parameter?.type) === 'text' ? words(parameter?.text) : null
    if (more.length > 0 || suffix === null || suffix.trim() === '')
      return 'needs one text parameter: the rest of its address.'
    return /\s/.test(suffix) ? 'has a space in its address.' : null
  }
  if (kind === 'copy_code') {
    const code = words(parameter?.coupon_code)
    const isGiven = lower(parameter?.type) === 'coupon_code' && code !== null && code.trim() !== ''
    return isGiven && more.length === 0 ? null : 'needs one coupon_code parameter.'
  }
  if (kind === 'mpm') {
    const sections = records(record(parameter?.action)?.sections)
    return sections.length > 0 ? null : 'needs an action parameter with sections.'
  }
  if (kind === 'phone_number') return count > 0 ? 'takes no parameters.' : null
  if (!parameter) return null
  const wanted = kind === 'quick_reply' ? 'payload' : 'action'
  const isThat = lower(parameter.type) === wanted && parameter[wanted] !== undefined
  return isThat && more.length === 0 ? null : `takes one ${wanted} parameter.`
}

/** Accepts a number or a string of digits. */
function indexOf(value: unknown): number | null {
  const index = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(index) && (index as number) >= 0 ? (index as number) : null
}
