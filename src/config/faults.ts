/** Settings as given, without empty and blank ones. */
export type Given = Record<string, string | undefined>

/** Required in production. */
const NEEDED_IN_PRODUCTION = ['JWT_SECRET', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN'] as const

/** All or none must be set; with none, sign-in through an identity provider is off. */
const OIDC = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'] as const

/** Secrets that must not be guessable. */
const GUESSABLE = [
  'JWT_SECRET',
  'JWT_SECRET_PREVIOUS',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
  'METRICS_TOKEN',
] as const

/** Faults that only show across settings, or only in production. */
export const faultsOf = (given: Given): string[] => [
  ...(given.NODE_ENV === 'production' ? faultsInProduction(given) : []),
  ...(Number(given.WORKERS ?? 1) > 1 ? faultsOfWorkers(given) : []),
  ...faultsOfOidc(given),
  ...faultsOfBucket(given),
]

function faultsInProduction(given: Given): string[] {
  const faults: string[] = []
  for (const name of NEEDED_IN_PRODUCTION) {
    if (given[name] === undefined) faults.push(`${name}: is needed in production`)
  }
  if (given.SIMULATOR === 'on') faults.push('SIMULATOR: must be off in production')
  for (const name of GUESSABLE) {
    const value = given[name]
    if (value !== undefined && (value.length < 12 || new Set(value).size < 6)) {
      faults.push(`${name}: is too easy to guess: take 12 random characters or more`)
    }
  }
  if (given.OIDC_JWKS_URL?.startsWith('http:')) {
    faults.push('OIDC_JWKS_URL: must be https in production')
  }
  return faults
}

/** Workers share one port, and the kernel gives each connection to any of them. */
function faultsOfWorkers(given: Given): string[] {
  const faults: string[] = []
  if (given.REDIS_URL === undefined) faults.push('WORKERS: more than one needs REDIS_URL')
  if (given.SOCKET_TRANSPORTS?.includes('polling')) {
    faults.push(
      'SOCKET_TRANSPORTS: polling can not find its session among several WORKERS: take websocket alone',
    )
  }
  if (given.PORT === '0') faults.push('PORT: several WORKERS need one that is named')
  return faults
}

function faultsOfOidc(given: Given): string[] {
  const set = OIDC.filter((name) => given[name] !== undefined)
  if (set.length === 0 || set.length === OIDC.length) return []
  const missing = OIDC.filter((name) => !set.includes(name))
  return [`${missing.join(', ')}: with ${set.join(', ')}`]
}

/** The settings of a bucket must be complete. */
function faultsOfBucket(given: Given): string[] {
  if (!Object.keys(given).some((name) => name.startsWith('S3_'))) return []
  return ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'].flatMap((name) =>
    given[name] === undefined ? [`${name}: is needed to keep media in a bucket`] : [],
  )
}
