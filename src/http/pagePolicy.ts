import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from './deps.ts'

/** One year. Browsers ignore it over plain HTTP. */
const HTTPS_ONLY = 'max-age=31536000'

// SECURITY: our pages show texts of customers. No inline script runs, nothing is loaded from other origins, and nothing can
// be sent to them.
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
/** For answers that are no pages: if a browser opens one as a page, it may do nothing. */
const DATA = "default-src 'none'; frame-ancestors 'none'; sandbox"

/** The policy of our pages. WebSockets are allowed by host name: older browsers do not include them in `'self'`. */
export function pagePolicy(c: Context<HttpEnv>): string {
  const { host } = new URL(c.req.url)
  const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : ''
  return [...PAGE, `connect-src 'self'${sockets}`].join('; ')
}

/** Headers of every answer, unless its route sets its own. */
export function answerPolicy({ production }: { production: boolean }) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    await next()
    const { headers } = c.res
    if (!headers.has('Content-Security-Policy')) c.header('Content-Security-Policy', DATA)
    if (production) c.header('Strict-Transport-Security', HTTPS_ONLY)
  })
}
