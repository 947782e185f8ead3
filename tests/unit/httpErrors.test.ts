import { describe, expect, test } from 'bun:test'
import { Unreadable } from '../../src/media/unreadable.ts'
import { AppError } from '../../src/protocol/errors.ts'
import { isDatabaseUnavailable } from '../../src/store/unavailable.ts'
import { ECHO, failureOf, json, open } from './httpWorld.ts'

const withCode = (code: string) => Object.assign(new Error('secret detail'), { code })

describe('failures', () => {
  test('an AppError answers its code, message and details', async () => {
    const { app, logged } = open({ thrown: new AppError('conflict', 'Taken.', { reason: 'x' }) })
    const error = await failureOf(await app.request('/t/fail'))
    expect(error).toEqual({ code: 'conflict', message: 'Taken.', details: { reason: 'x' } })
    expect(logged).toBeEmpty()
  })

  test('anything else answers one constant text and is logged', async () => {
    const { app, logged } = open({ thrown: withCode('22P02') })
    const response = await app.request('/t/fail')
    const error = await failureOf(response)
    expect(error).toEqual({ code: 'internal', message: 'Something went wrong on our side.' })
    const request_id = response.headers.get('x-request-id')
    expect(logged).toMatchObject([{ request_id, method: 'GET', path: '/t/fail', code: '22P02' }])
  })

  test('a database out of reach answers unavailable', async () => {
    const { app } = open({ thrown: withCode('CONNECTION_CLOSED') })
    expect((await failureOf(await app.request('/t/fail'))).code).toBe('unavailable')
  })

  test('an uploaded file that could not be read answers unavailable', async () => {
    const { app } = open({ thrown: new Unreadable('EMFILE') })
    expect((await failureOf(await app.request('/t/fail'))).code).toBe('unavailable')
  })

  test('a log entry holds no parameters and no values of rows', async () => {
    const thrown = Object.assign(withCode('23505'), {
      detail: 'Key (email)=(siti@example.com) already exists.',
      parameters: ['siti@example.com'],
    })
    const { app, logged } = open({ thrown })
    await app.request('/t/fail')
    expect(JSON.stringify(logged)).not.toContain('siti@example.com')
  })

  test('an unknown route answers not_found, and so does a known path by another method', async () => {
    const { app } = open()
    for (const init of [{}, { method: 'POST' }, { method: 'DELETE' }]) {
      expect((await failureOf(await app.request('/nowhere', init))).code).toBe('not_found')
    }
    expect((await failureOf(await app.request('/auth/login'))).code).toBe('not_found')
  })

  test('an id that is no UUID answers not_found, like what is not there', async () => {
    const { app } = open()
    for (const id of ['1', '%00', "';--", '018f4e6a-0000-7000-8000-00000000000g']) {
      const response = await app.request(`/t/echo/${id}`, json('{"text":""}'))
      expect((await failureOf(response)).code).toBe('not_found')
    }
  })

  test('what a schema refuses is named with its path', async () => {
    const { app } = open()
    const error = await failureOf(await app.request(ECHO, json('{"text":1,"deep":[1,"2"]}')))
    expect(error.code).toBe('invalid_request')
    expect(error.details).toEqual([
      { path: 'text', message: expect.any(String) },
      { path: 'deep.1', message: expect.any(String) },
    ])
  })

  test.each([
    ['malformed JSON', json('{"text":')],
    ['no body', { method: 'POST', headers: { 'content-type': 'application/json' } }],
    ['no media type', { method: 'POST', body: new Blob(['{"text":""}']) }],
    ['another media type', { ...json('{"text":""}'), headers: { 'content-type': 'text/plain' } }],
    ['null', json('null')],
    ['an array', json('[]')],
    ['a number', json('1e999')],
    ['a string', json('"text"')],
    ['only __proto__', json('{"__proto__":{"text":"x"}}')],
    ['brackets 20,000 deep', json('['.repeat(20_000))],
  ])('a body of %s answers invalid_request', async (_, init) => {
    const response = await open().app.request(ECHO, init)
    expect((await failureOf(response)).code).toBe('invalid_request')
  })
})

describe('a database out of reach', () => {
  test.each([
    'CONNECTION_CLOSED',
    'CONNECTION_ENDED',
    'CONNECT_TIMEOUT',
    'ECONNREFUSED',
    'ECONNRESET',
    '57P01',
    '57P02',
    '57P03',
    '08000',
    '08006',
    '53300',
    '53100',
    '25006',
  ])('is told by %s, also as a cause', (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(true)
    expect(isDatabaseUnavailable(new Error('query failed', { cause: withCode(code) }))).toBe(true)
    expect(isDatabaseUnavailable(new AggregateError([withCode(code)]))).toBe(true)
  })

  test('is not told by what a request did wrong', () => {
    for (const code of ['23505', '40P01', '22021', '54000', '0800', '']) {
      expect(isDatabaseUnavailable(withCode(code))).toBe(false)
    }
    const cyclic = new Error('x')
    cyclic.cause = cyclic
    for (const thrown of [null, undefined, '57P01', { code: '57P01' }, cyclic]) {
      expect(isDatabaseUnavailable(thrown)).toBe(false)
    }
  })
})
