import { type LookupAddress, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Where Meta keeps files (facts sheet, section 6; hardening: nothing else is ever fetched). */
const META_HOSTS = ['lookaside.fbsbx.com', 'graph.facebook.com']

/**
 * Whether a file may be fetched from here, and our token be shown: Meta's own hosts by https, and the Graph API that the
 * operator has set.
 */
export function mayFetch(url: URL, graphOrigin: string): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.origin === graphOrigin) return true
  const host = url.hostname
  const metas = META_HOSTS.some((meta) => host === meta || host.endsWith(`.${meta}`))
  return url.protocol === 'https:' && url.port === '' && metas
}

/** A name led to an address inside: what asks for it is refused. */
export const PRIVATE_ADDRESS = 'PRIVATE_ADDRESS'

export const isPublic = (address: string) =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'

/**
 * Looks names up as `resolve` does and refuses them if any address is not public. The connection is made to what is
 * answered here, so that a name can't lead elsewhere a moment later.
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
