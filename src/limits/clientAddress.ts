import { BlockList, isIP } from 'node:net'

/** What Bun.serve hands to a fetch handler, as far as it matters here. */
export type Peers = { requestIP?: (request: Request) => { address: string } | null }

/** Used for a caller without an address, such as on a Unix socket. */
const UNKNOWN = 'unknown'

/**
 * Finds the caller's address: the socket's, unless that is a trusted proxy; then the right-most entry of `X-Forwarded-For`
 * that is not one. Entries further left may be forged. Call it with the original request, which still has a socket.
 * @param trustedProxies addresses, or networks such as 10.0.0.0/8
 * @throws Error for an entry that is neither
 */
export function createClientAddress(trustedProxies: readonly string[]) {
  const trusted = networksOf(trustedProxies)
  const isTrusted = (address: string) =>
    isIP(address) > 0 && trusted.check(address, family(address))

  return (request: Request, server: unknown): string => {
    const peer = (server as Peers | undefined)?.requestIP?.(request)?.address
    let address = peer === undefined ? UNKNOWN : plain(peer)
    if (!isTrusted(address)) return address
    const forwarded = request.headers.get('x-forwarded-for')?.split(',') ?? []
    for (const entry of forwarded.reverse()) {
      const hop = plain(entry.trim())
      if (isIP(hop) === 0) return address
      address = hop
      if (!isTrusted(address)) return address
    }
    return address
  }
}

/** The key under which limits count an address: a single IPv6 host has a whole /64 network. */
export function limitKeyOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':')
    while (groups.length + after.length < 8) groups.push('0')
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** On a dual-stack socket, IPv4 addresses look like ::ffff:1.2.3.4. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

function networksOf(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [, host = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
    const address = plain(host)
    const most = isIP(address) === 6 ? 128 : 32
    if (isIP(address) === 0 || Number(bits ?? most) > most) {
      throw new Error(`TRUSTED_PROXIES: ${entry} is neither an address nor a network`)
    }
    list.addSubnet(address, Number(bits ?? most), family(address))
  }
  return list
}
