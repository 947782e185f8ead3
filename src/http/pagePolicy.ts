import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from './deps.ts'

/** A year, as browsers keep it. Over plain HTTP they pass it over. */
const HTTPS_ONLY = 'max-age=31536000'

// SECURITY: our pages show what customers wrote. Nothing inline runs, nothing from elsewhere is loaded, and nothing can be told
// to anybody else.
const PAGE = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]
/** Of what is no page: should it be opened as one, it may do nothing. */
const DATA = "default-src 'none'; frame-ancestors 'none'; sandbox"

/** The policy of a page of ours. Sockets are named by host: older browsers do not count them as `'self'`. */
export function pagePolicy(c: Context<HttpEnv>): string {
  const { host } = new URL(c.req.url)
  const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : ''
  return [...PAGE, `connect-src 'self'${sockets}`].join('; ')
}

/** What no answer goes without, unless its route says otherwise. */
export function answerPolicy({ production }: { production: boolean }) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    await next()
    const { headers } = c.res
    if (!headers.has('Content-Security-Policy')) c.header('Content-Security-Policy', DATA)
    if (production) c.header('Strict-Transport-Security', HTTPS_ONLY)
  })
}
