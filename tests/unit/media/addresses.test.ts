import { describe, expect, test } from 'bun:test'
import { isPublic, mayFetch, PRIVATE_ADDRESS, publicLookup } from '../../../src/media/addresses.ts'

const GRAPH = 'http://127.0.0.1:9999'
const may = (url: string) => mayFetch(new URL(url), GRAPH)

describe('files are fetched', () => {
  test.each([
    'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=3',
    'https://scontent.lookaside.fbsbx.com/x',
    'https://graph.facebook.com/v26.0/1',
    'http://127.0.0.1:9999/file/1',
  ])('from %s', (url) => expect(may(url)).toBe(true))

  test.each([
    'http://lookaside.fbsbx.com/x',
    'https://lookaside.fbsbx.com:8443/x',
    'https://user:pass@lookaside.fbsbx.com/x',
    'https://lookaside.fbsbx.com@evil.example/x',
    'https://evil-lookaside.fbsbx.com.example/x',
    'https://notgraph.facebook.com.evil.example/x',
    'https://evilgraph.facebook.com/x',
    'https://www.facebook.com/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'http://127.0.0.1:9998/file/1',
    'https://127.0.0.1:9999/file/1',
    'ftp://graph.facebook.com/x',
    'file:///etc/passwd',
    'data:text/plain,x',
  ])('never from %s', (url) => expect(may(url)).toBe(false))
})

describe('addresses behind a name', () => {
  test.each(['157.240.22.35', '8.8.8.8', '2a03:2880:f12f:83:face:b00c:0:25de'])(
    '%s is public',
    (address) => expect(isPublic(address)).toBe(true),
  )

  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.0.1',
    '192.0.0.8',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    'nonsense',
  ])('%s is not', (address) => expect(isPublic(address)).toBe(false))

  const look = (...addresses: string[]) =>
    new Promise((resolve) => {
      const lookup = publicLookup((_host, _options, done) =>
        done(null, addresses.map((address) => ({ address, family: 4 })) as never),
      )
      lookup('lookaside.fbsbx.com', {}, (error, found) => resolve(error ? error : found))
    })

  test('one that is private among them refuses the name', async () => {
    expect(await look('157.240.22.35')).toEqual([{ address: '157.240.22.35', family: 4 }])
    for (const addresses of [['157.240.22.35', '10.0.0.1'], ['127.0.0.1'], []])
      expect(await look(...addresses)).toMatchObject({ code: PRIVATE_ADDRESS })
  })
})
