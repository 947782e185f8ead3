import { describe, expect, test } from 'bun:test'
import { isDatabaseUnavailable } from '../../src/store/unavailable.ts'

const failed = (code: string) => Object.assign(new Error('failed'), { code })

describe('a call that failed because the database is out of reach', () => {
  test.each([
    ['no connection', 'ECONNREFUSED'],
    ['a connection that was lost', 'CONNECTION_CLOSED'],
    ['a connection that never answered', 'ETIMEDOUT'],
    ['too many connections', '53300'],
    ['a full disk', '53100'],
    ['no memory', '53200'],
    ['a shutdown', '57P01'],
    ['a crash', '57P02'],
    ['a start', '57P03'],
    ['a standby', '25006'],
    ['a lock that was held for too long', '55P03'],
    ['a cancelled statement', '57014'],
  ])('%s', (_, code) => {
    expect(isDatabaseUnavailable(failed(code))).toBe(true)
    expect(isDatabaseUnavailable(new Error('of it', { cause: failed(code) }))).toBe(true)
    expect(isDatabaseUnavailable(new AggregateError([failed(code)]))).toBe(true)
  })

  test.each([
    ['a unique key', '23505'],
    ['a deadlock', '40P01'],
    ['a syntax error', '42601'],
  ])('%s is none', (_, code) => {
    expect(isDatabaseUnavailable(failed(code))).toBe(false)
  })
})
