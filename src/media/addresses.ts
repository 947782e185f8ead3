import { type LookupAddress, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Meta's media hosts (facts sheet, section 6). Files are fetched from no other, except GRAPH_BASE_URL. */
const META_HOSTS = ['lookaside.fbsbx.com', 'graph.facebook.com']

/**
 * Whether a file may be fetched from this URL, with our token: Meta's own hosts over https, or the Graph API that the
 * operator configured.
 */
export function mayFetch(url: URL, graphOrigin: string): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.origin === graphOrigin) return true
  const host = url.hostname
  const metas = META_HOSTS.some((meta) => host === meta || host.endsWith(`.${meta}`))
  return url.protocol === 'https:' && url.port === '' && metas
}

/** Error code of a lookup that was refused because the name resolves to a private address. */
export const PRIVATE_ADDRESS = 'PRIVATE_ADDRESS'

export const isPublic = (address: string) =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'

/**
 * A DNS lookup that refuses a name if any of its addresses is not public. The connection uses the addresses returned
 * here, so the name can't resolve to another one in between (DNS rebinding).
 */
export function publicLookup(resolve: LookupFunction = lookup as LookupFunction): LookupFunction {
  return (host, options, done) =>
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, [])
      const addresses = found as LookupAddress[]
      if (addresses.length > 0 && addresses.every(({ address }) => isPublic(address)))
        return done(null, addresses)
      const refusal = new Error('The name leads to an address that is not public.')
      done(Object.assign(refusal, { code: PRIVATE_ADDRESS }), [])
    })
}
