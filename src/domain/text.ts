const MAX_FILE_NAME_BYTES = 255
const EXTENSION = /\.[A-Za-z0-9]{1,16}$/
// Controls, line separators, and the marks that make `gpj.exe` look like `exe.jpg`.
const DISGUISE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
/** A character that is visible: no white space, no control, and none of the letters that render as nothing. */
const INK = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/u

/** Whether a text has nothing visible. Some customers have such names, e.g. a Hangul filler or an empty Braille pattern. */
export const isBlank = (text: string) => !INK.test(text)

/** Makes a text safe for PostgreSQL and JSON: removes NUL and replaces lone surrogates by U+FFFD. */
export function cleanText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()
}

/** Cuts a well-formed text to `max` UTF-16 units, never inside a code point. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  const last = text.charCodeAt(max - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max)
}

/** A base name of at most 255 bytes that keeps its extension, or null if nothing usable is left. */
export function safeFileName(name: string): string | null {
  const plain = cleanText(name).replace(DISGUISE, '')
  const base = plain.slice(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1).trim()
  if (base === '' || base === '.' || base === '..') return null
  const extension = EXTENSION.exec(base)?.[0] ?? ''
  const stem = base.slice(0, base.length - extension.length)
  return cutBytes(stem, MAX_FILE_NAME_BYTES - extension.length) + extension
}

function cutBytes(text: string, max: number): string {
  if (text.length * 3 <= max) return text
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(max)).read)
}
