import fc from 'fast-check'
import { type Document, valuesOf } from './fuzzSchema.ts'
import { changed, damaged, nastyText } from './fuzzValues.ts'

/** Hashing passwords is slow on purpose. */
const SLOW = ['POST /auth/login', 'POST /users', 'PATCH /users/{id}', 'POST /auth/password']
const SLOW_WEIGHT = 1
const WEIGHT = 12

export type Request = {
  method: string
  path: string
  who: 'admin' | 'agent' | 'nobody' | 'made up'
  type: string | null
  body: Uint8Array | null
}
/** Raw bytes on a TCP connection: requests that no client would send. */
export type Raw = { raw: Uint8Array }

const who = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<Request['who']>('admin', 'agent') },
  { weight: 1, arbitrary: fc.constantFrom<Request['who']>('nobody', 'made up') },
)
const types = fc.constantFrom(
  'application/json; charset=utf-8',
  'text/csv',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
)
const escaped = (text: string) => encodeURIComponent(text.toWellFormed())

/** Requests for every route of the OpenAPI document, from valid to very wrong. */
export function requestsOf(document: Document, ids: fc.Arbitrary<string>): fc.Arbitrary<Request> {
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`
      const schemaOf = (one: NonNullable<typeof operation.parameters>[number]) =>
        fc.oneof({ weight: 5, arbitrary: valuesOf(document, one.schema, ids) }, nastyText)
      const asked = (operation.parameters ?? []).filter((one) => one.in === 'query')
      const query = fc.record(Object.fromEntries(asked.map((one) => [one.name, schemaOf(one)])), {
        requiredKeys: [],
      })
      const holes = [...path.matchAll(/\{(\w+)\}/g)]
      const filled = fc.array(fc.oneof({ weight: 4, arbitrary: ids }, nastyText), {
        minLength: holes.length,
        maxLength: holes.length,
      })
      const content = Object.entries(operation.requestBody?.content ?? {})[0]
      const json = content
        ? changed(valuesOf(document, content[1].schema, ids)).map((value) => JSON.stringify(value))
        : fc.constant('')
      const body = fc.oneof({ weight: 6, arbitrary: json }, nastyText)
      const arbitrary = fc
        .record({
          who,
          query,
          filled,
          more: nastyText,
          body: damaged(body),
          type: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, types),
        })
        .map(({ who, query, filled, more, body, type }): Request => {
          const pairs = Object.entries(query).map(
            ([key, value]) => `${key}=${escaped(String(value))}`,
          )
          if (more.length === 3) pairs.push(`${escaped(more)}=${escaped(more)}`)
          let hole = 0
          const target = path.replace(/\{\w+\}/g, () => escaped(filled[hole++] ?? ''))
          const hasBody = method !== 'get' && (content !== undefined || body.length > 0)
          return {
            method: method.toUpperCase(),
            path: pairs.length > 0 ? `${target}?${pairs.join('&')}` : target,
            who,
            type: type ?? content?.[0] ?? 'application/json',
            body: hasBody ? body : null,
          }
        })
      return { weight: SLOW.includes(name) ? SLOW_WEIGHT : WEIGHT, arbitrary }
    }),
  )
  return fc.oneof(...routes)
}

const METHODS = [
  'GET',
  'POST',
  'PATCH',
  'PUT',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'CONNECT',
  'get',
  'X',
]
export const rawRequests: fc.Arbitrary<Raw> = damaged(
  fc
    .record({
      method: fc.constantFrom(...METHODS),
      path: fc.oneof(
        fc.constantFrom(
          '/',
          '//',
          '/rooms',
          '/socket.io/?EIO=4&transport=polling',
          '/%',
          '/../..',
          '*',
        ),
        nastyText.map((text) => `/${text}`),
      ),
      headers: fc.array(
        fc.tuple(
          fc.constantFrom(
            'Content-Length',
            'Transfer-Encoding',
            'Authorization',
            'X-Forwarded-For',
            'Range',
            'Expect',
            'Upgrade',
            'Origin',
          ),
          fc.oneof(
            fc.constantFrom(
              'chunked',
              '-1',
              '99999999999',
              'Bearer',
              '100-continue',
              'websocket',
              'bytes=0-',
            ),
            nastyText,
          ),
        ),
        { maxLength: 4 },
      ),
      host: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('Host: x\r\n', '') },
        nastyText.map((text) => `Host: ${text}\r\n`),
      ),
      version: fc.constantFrom('1.1', '1.1', '1.0'),
      body: nastyText,
    })
    .map(
      ({ method, path, version, host, headers, body }) =>
        `${method} ${path} HTTP/${version}\r\n${host}Connection: close\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
    ),
).map((raw) => ({ raw }))
