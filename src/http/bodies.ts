import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { createBodyReader } from '../limits/bodyReader.ts'
import { AppError } from '../protocol/errors.ts'
import type { HttpEnv } from './deps.ts'

const MAX_JSON_BYTES = 256 * 1024
/** Limit of all JSON bodies together that are still being received. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024

/** Refuses a body over `maxSize` bytes, counted while it streams. */
export function limitBytes(maxSize: number) {
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw new AppError('payload_too_large', `The body is over ${maxSize / 1024 / 1024} MB.`)
    },
  })
  return createMiddleware<HttpEnv>((c, next) => limit(c, next))
}

/** Multipart or CSV: bodies that may be large and come slowly. */
export const isUpload = (c: Context): boolean =>
  /^(multipart\/form-data|text\/csv)\b/i.test(c.req.header('Content-Type') ?? '')

/**
 * Reads JSON bodies and counts their bytes, whatever the headers claim. SECURITY: this happens before the sender is known, so
 * the memory of all unfinished bodies together is limited. Uploads are left to their routes; other bodies are never read.
 */
export function limitBodies() {
  const bodies = createBodyReader({ limit: MAX_JSON_BYTES, most: MOST_UNREAD_BYTES })
  return createMiddleware<HttpEnv>(async (c, next) => {
    if (isJson(c)) {
      const bytes = await bodies.read(c.req.raw)
      if (bytes === null) throw tooLarge()
      // Hono's cache holds promises, whatever its type says.
      c.req.bodyCache.text = Promise.resolve(new TextDecoder().decode(bytes)) as never
    } else if (!isUpload(c) && Number(c.req.header('Content-Length') ?? 0) > MAX_JSON_BYTES) {
      throw tooLarge()
    }
    await next()
  })
}

const tooLarge = () => new AppError('payload_too_large', 'The body is over 256 kB.')

const isJson = (c: Context): boolean =>
  /^application\/([\w.-]+\+)?json\b/i.test(c.req.header('Content-Type') ?? '')

/** Deeper than any valid body of ours. */
const MAX_DEPTH = 32

/**
 * Refuses JSON that is nested too deeply, since later readers (the database, too) recurse into it. Removes fields that would
 * shadow an object's own methods.
 */
export const plainJson = createMiddleware<HttpEnv>(async (c, next) => {
  if (isJson(c)) {
    // Already read by limitBodies and cached for later readers.
    const text = await c.req.text()
    if (isDeep(text, MAX_DEPTH))
      throw new AppError('invalid_request', `The JSON is over ${MAX_DEPTH} levels deep.`)
    // Hono's cache holds promises, whatever its type says.
    if (MAY_TRAP.test(text)) c.req.bodyCache.text = Promise.resolve(withoutTraps(text)) as never
  }
  await next()
})

const TRAPS = new Set(['toString', 'valueOf'])
/** The names themselves, or any escape that may spell them. */
const MAY_TRAP = /toString|valueOf|\\u00/

/** SECURITY: `{"length":{"toString":1}}` has no length that a schema could compare: it would throw instead of refusing. */
function withoutTraps(text: string): string {
  try {
    const plain = (key: string, value: unknown) => (TRAPS.has(key) ? undefined : value)
    return JSON.stringify(JSON.parse(text, plain))
  } catch {
    // Not JSON: the route's own parser refuses it.
    return text
  }
}

/** Counts brackets outside of strings. Exact for valid JSON; anything else is refused later. */
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
 * For routes with an optional body: clients often set the JSON media type and then send nothing. SECURITY: only JSON is read
 * here, and limitBodies has limited it.
 */
export const allowEmptyBody = createMiddleware<HttpEnv>(async (c, next) => {
  // Hono's cache holds promises, whatever its type says.
  if (isJson(c) && (await c.req.text()) === '')
    c.req.bodyCache.text = Promise.resolve('{}') as never
  await next()
})
