import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../protocol/errors.ts'
import type { HttpEnv } from './deps.ts'

const MAX_JSON_BYTES = 256 * 1024

/** Refuses a body over so many bytes, counted while it streams. */
export function limitBytes(maxSize: number) {
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw new AppError('payload_too_large', `The body is over ${maxSize / 1024 / 1024} MB.`)
    },
  })
  return createMiddleware<HttpEnv>((c, next) => limit(c, next))
}

const limitJson = bodyLimit({
  maxSize: MAX_JSON_BYTES,
  onError: () => {
    throw new AppError('payload_too_large', 'The body is over 256 kB.')
  },
})

/** Multipart or CSV: what may be large, and come slowly. */
export const isUpload = (c: Context): boolean =>
  /^(multipart\/form-data|text\/csv)\b/i.test(c.req.header('Content-Type') ?? '')

/**
 * Counts a body while it streams, whatever its headers claim. Uploads are left to their own routes: a route that wants JSON
 * refuses them unread.
 */
export const limitBodies = createMiddleware((c, next) =>
  isUpload(c) ? next() : limitJson(c, next),
)

const isJson = (c: Context): boolean =>
  /^application\/([\w.-]+\+)?json\b/i.test(c.req.header('Content-Type') ?? '')

/** As deep as any of our bodies is, with room to spare. */
const MAX_DEPTH = 32

/**
 * Refuses JSON that is nested deeper than anything here is: what reads it later, the database too, does so level by level. Takes out
 * fields that would stand in the place of an object's own methods.
 */
export const plainJson = createMiddleware<HttpEnv>(async (c, next) => {
  if (isJson(c)) {
    // Hono keeps the text for whoever reads the body next.
    const text = await c.req.text()
    if (isDeep(text, MAX_DEPTH))
      throw new AppError('invalid_request', `The JSON is over ${MAX_DEPTH} levels deep.`)
    // Hono's cache holds promises, whatever its type says.
    if (MAY_TRAP.test(text)) c.req.bodyCache.text = Promise.resolve(withoutTraps(text)) as never
  }
  await next()
})

const TRAPS = new Set(['toString', 'valueOf'])
/** As they are, or spelt with escapes. */
const MAY_TRAP = /toString|valueOf|\\u00/

/** SECURITY: `{"length":{"toString":1}}` has no length that a schema could compare: it would throw instead of refusing. */
function withoutTraps(text: string): string {
  try {
    const plain = (key: string, value: unknown) => (TRAPS.has(key) ? undefined : value)
    return JSON.stringify(JSON.parse(text, plain))
  } catch {
    // What is not JSON is refused by whoever reads it.
    return text
  }
}

/** Counts brackets outside of strings: enough for what is JSON, and what is not is refused later. */
function isDeep(text: string, most: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) inString = false
    } else if (code === QUOTE) inString = true
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      if (++depth > most) return true
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth -= 1
  }
  return false
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * For routes whose body may be left out: clients often name the media type and then send nothing. SECURITY: any other body stays
 * unread; plainJson has read this one, within its limit.
 */
export const allowEmptyBody = createMiddleware<HttpEnv>(async (c, next) => {
  // Hono's cache holds promises, whatever its type says.
  if (isJson(c) && (await c.req.text()) === '')
    c.req.bodyCache.text = Promise.resolve('{}') as never
  await next()
})
