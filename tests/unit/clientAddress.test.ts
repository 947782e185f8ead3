import { describe, expect, test } from 'bun:test'
import { createClientAddress, limitKeyOf } from '../../src/limits/clientAddress.ts'

function ask(trusted: string[], peer: string | null, forwarded?: string): string {
  const headers = new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })
  const server = { requestIP: () => (peer === null ? null : { address: peer }) }
  return createClientAddress(trusted)(new Request('http://localhost/', { headers }), server)
}

describe("the caller's address", () => {
  test('is the socket’s when nobody is trusted, whatever the header claims', () => {
    expect(ask([], '203.0.113.9', '198.51.100.1')).toBe('203.0.113.9')
  })

  test('is the socket’s when the socket is no trusted proxy', () => {
    expect(ask(['10.0.0.1'], '203.0.113.9', '198.51.100.1')).toBe('203.0.113.9')
  })

  test('is the entry that the trusted proxy added, not one that the caller made up', () => {
    expect(ask(['10.0.0.1'], '10.0.0.1', '1.1.1.1, 198.51.100.1')).toBe('198.51.100.1')
  })

  test('is found behind several trusted proxies', () => {
    const trusted = ['10.0.0.0/8', 'fd00::1']
    expect(ask(trusted, 'fd00::1', '1.1.1.1, 198.51.100.1, 10.2.3.4')).toBe('198.51.100.1')
  })

  test('is the proxy’s own without a header, and where an entry is no address', () => {
    expect(ask(['10.0.0.1'], '10.0.0.1')).toBe('10.0.0.1')
    expect(ask(['10.0.0.1'], '10.0.0.1', '')).toBe('10.0.0.1')
    expect(ask(['10.0.0.1'], '10.0.0.1', '198.51.100.1, <script>')).toBe('10.0.0.1')
  })

  test('is the same for IPv4 that comes over an IPv6 socket', () => {
    expect(ask([], '::ffff:203.0.113.9')).toBe('203.0.113.9')
    expect(ask(['10.0.0.1'], '::ffff:10.0.0.1', '198.51.100.1')).toBe('198.51.100.1')
    expect(ask(['::ffff:10.0.0.1'], '10.0.0.1', '198.51.100.1')).toBe('198.51.100.1')
  })

  test('is one fixed word where nobody knows it', () => {
    expect(ask(['10.0.0.1'], null, '198.51.100.1')).toBe('unknown')
    expect(createClientAddress([])(new Request('http://localhost/'), undefined)).toBe('unknown')
  })

  test('a trusted proxy that is no address is refused at the start', () => {
    for (const entry of ['nginx', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/x', '']) {
      expect(() => createClientAddress([entry]), entry).toThrow('TRUSTED_PROXIES')
    }
  })
})

describe('whom a limit counts as one', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['unknown', 'unknown'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (address, key) => {
    expect(limitKeyOf(address)).toBe(key)
  })
})
