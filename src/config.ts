import { isIP } from 'node:net'
import { z } from 'zod'

/** Settings as contract.md section 2 names them. Read once, here, and passed on as a value. */
const flag = z.enum(['on', 'off'])
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)

const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'is not an origin like https://inbox.example.com',
  )
const network = z.string().refine((text) => {
  const [address = '', bits] = text.split('/')
  const family = isIP(address)
  return (
    family > 0 &&
    (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))
  )
}, 'is not an address, or a network like 10.0.0.0/8')

const limit = z.coerce.number().int().min(1)

const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default('0.0.0.0'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().default('.data'),
  JWT_SECRET: z.string().min(32, 'is shorter than 32 bytes').optional(),
  JWT_SECRET_PREVIOUS: z.string().min(32, 'is shorter than 32 bytes').optional(),
  ACCESS_TOKEN_MINUTES: z.coerce.number().positive().default(15),
  REFRESH_TOKEN_DAYS: z.coerce.number().positive().default(30),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(12, 'is shorter than 12 characters').optional(),
  WHATSAPP_APP_SECRET: z.string().min(1).optional(),
  WHATSAPP_APP_SECRET_PREVIOUS: z.string().min(1).optional(),
  WHATSAPP_VERIFY_TOKEN: z.string().min(1).optional(),
  WHATSAPP_ACCESS_TOKEN: z.string().min(1).optional(),
  WHATSAPP_PHONE_NUMBER_ID: z.string().min(1).optional(),
  WHATSAPP_BUSINESS_ACCOUNT_ID: z.string().min(1).optional(),
  GRAPH_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  GRAPH_API_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'is not like v26.0')
    .default('v26.0'),
  SIMULATOR: flag.optional(),
  SAMPLE_DATA: flag.default('on'),
  CORS_ORIGINS: list.pipe(z.array(origin)).default([]),
  SOCKET_TRANSPORTS: list.pipe(z.array(z.enum(['polling', 'websocket'])).min(1)).optional(),
  TRUSTED_PROXIES: list.pipe(z.array(network)).default([]),
  WORKERS: z.coerce.number().int().min(1).max(256).default(1),
  /** Set by the process that starts the workers, for each of them: its number. */
  RUANG_WORKER: z.coerce.number().int().min(1).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_REGION: z.string().min(1).optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  S3_PREFIX: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*\/?$/, 'is not like inbox/media')
    .optional(),
  EVENT_RETENTION_HOURS: z.coerce.number().positive().default(72),
  AUDIT_RETENTION_DAYS: z.coerce.number().positive().default(365),
  MEDIA_RETENTION_DAYS: z.coerce.number().positive().optional(),
  QUARANTINE_RETENTION_DAYS: z.coerce.number().positive().default(90),
  WEBHOOK_RETENTION_DAYS: z.coerce.number().positive().default(90),
  METRICS_TOKEN: z
    .string()
    .regex(/^[!-~]+$/, 'is not of visible ASCII characters')
    .optional(),
  WEBHOOK_SILENCE_MINUTES: z.coerce.number().min(0).default(1440),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_SERVICE_NAME: z.string().min(1).default('ruang'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  OIDC_ISSUER: z.string().min(1).optional(),
  OIDC_AUDIENCE: z.string().min(1).optional(),
  OIDC_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
  RATE_LIMITS: flag.default('on'),
  RATE_LIMIT_SIGN_IN_ACCOUNT: limit.default(10),
  RATE_LIMIT_SIGN_IN_ADDRESS: limit.default(30),
  RATE_LIMIT_LOCKOUT: limit.default(50),
  RATE_LIMIT_REQUESTS: limit.default(1200),
  RATE_LIMIT_HANDSHAKES: limit.default(3000),
  RATE_LIMIT_EVENTS: limit.default(1200),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

/** What `bun run start` will not run without. */
const NEEDED_IN_PRODUCTION = ['JWT_SECRET', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN'] as const

/** All of them, or none: sign-in through an identity provider is off. */
const OIDC = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'] as const

/** What a stranger must not find by trying. */
const GUESSABLE = [
  'JWT_SECRET',
  'JWT_SECRET_PREVIOUS',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
  'METRICS_TOKEN',
] as const

/** Secrets that development makes up once and keeps in `DATA_DIR`. */
export type Secrets = {
  JWT_SECRET: string
  WHATSAPP_APP_SECRET: string
  WHATSAPP_VERIFY_TOKEN: string
  ADMIN_PASSWORD: string
}

export type Config = ReturnType<typeof readConfig>

/**
 * Checks every setting at once.
 * @throws ConfigError that lists all faults, so that an operator mends them in one go.
 */
export function readConfig(
  env: Record<string, string | undefined>,
  developmentSecrets: (dataDir: string) => Secrets,
) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  const production = given.NODE_ENV === 'production'
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if (production) {
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
  }
  if (Number(given.WORKERS ?? 1) > 1) faults.push(...faultsOfWorkers(given))
  const oidc = OIDC.filter((name) => given[name] !== undefined)
  if (oidc.length > 0 && oidc.length < OIDC.length) {
    faults.push(
      `${OIDC.filter((name) => !oidc.includes(name)).join(', ')}: with ${oidc.join(', ')}`,
    )
  }
  if (production && given.OIDC_JWKS_URL?.startsWith('http:')) {
    faults.push('OIDC_JWKS_URL: must be https in production')
  }
  faults.push(...bucketFaults(given))
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)

  const settings = parsed.data
  const secrets = production ? undefined : developmentSecrets(settings.DATA_DIR)
  const simulator = !production && settings.SIMULATOR !== 'off'
  return {
    production,
    port: settings.PORT,
    host: settings.HOST,
    databaseUrl: settings.DATABASE_URL,
    dataDir: settings.DATA_DIR,
    jwtSecret: settings.JWT_SECRET ?? secrets!.JWT_SECRET,
    jwtSecretPrevious: settings.JWT_SECRET_PREVIOUS,
    accessTokenMs: settings.ACCESS_TOKEN_MINUTES * 60_000,
    refreshTokenMs: settings.REFRESH_TOKEN_DAYS * 86_400_000,
    adminEmail: settings.ADMIN_EMAIL ?? (production ? undefined : 'admin@example.com'),
    adminPassword: settings.ADMIN_PASSWORD ?? secrets?.ADMIN_PASSWORD,
    appSecrets: [
      settings.WHATSAPP_APP_SECRET ?? secrets!.WHATSAPP_APP_SECRET,
      ...(settings.WHATSAPP_APP_SECRET_PREVIOUS ? [settings.WHATSAPP_APP_SECRET_PREVIOUS] : []),
    ],
    verifyToken: settings.WHATSAPP_VERIFY_TOKEN ?? secrets!.WHATSAPP_VERIFY_TOKEN,
    whatsappAccessToken: settings.WHATSAPP_ACCESS_TOKEN,
    whatsappPhoneNumberId: settings.WHATSAPP_PHONE_NUMBER_ID,
    s3: bucketOf(settings),
    businessAccountId: settings.WHATSAPP_BUSINESS_ACCOUNT_ID,
    graphBaseUrl: settings.GRAPH_BASE_URL ?? 'https://graph.facebook.com',
    graphApiVersion: settings.GRAPH_API_VERSION,
    simulator,
    /** Whether a first start fills an empty database with a team and its rooms. */
    sampleData: simulator && settings.SAMPLE_DATA === 'on',
    /** With no account of Meta's, everything goes to the stand-in. */
    sendsToSimulator:
      simulator &&
      settings.WHATSAPP_ACCESS_TOKEN === undefined &&
      settings.GRAPH_BASE_URL === undefined,
    corsOrigins: settings.CORS_ORIGINS,
    socketTransports:
      settings.SOCKET_TRANSPORTS ??
      (settings.WORKERS > 1 ? (['websocket'] as const) : (['polling', 'websocket'] as const)),
    redisUrl: settings.REDIS_URL,
    workers: settings.WORKERS,
    worker: settings.RUANG_WORKER,
    trustedProxies: settings.TRUSTED_PROXIES,
    eventRetentionMs: settings.EVENT_RETENTION_HOURS * 3_600_000,
    auditRetentionMs: settings.AUDIT_RETENTION_DAYS * 86_400_000,
    /** Null: files are kept for good. */
    mediaRetentionMs:
      settings.MEDIA_RETENTION_DAYS === undefined
        ? null
        : settings.MEDIA_RETENTION_DAYS * 86_400_000,
    quarantineRetentionMs: settings.QUARANTINE_RETENTION_DAYS * 86_400_000,
    webhookRetentionMs: settings.WEBHOOK_RETENTION_DAYS * 86_400_000,
    metricsToken: settings.METRICS_TOKEN,
    /** No webhook for so long is told as a problem; 0 for never. */
    webhookSilenceMs: settings.WEBHOOK_SILENCE_MINUTES * 60_000,
    tracing: tracingOf(settings),
    oidc: oidcOf(settings),
    rateLimits: settings.RATE_LIMITS === 'on' ? limitsOf(settings) : null,
    logLevel: settings.LOG_LEVEL,
  }
}

export type Oidc = { issuer: string; audience: string; jwksUrl: string }

function oidcOf(settings: z.infer<typeof environment>): Oidc | null {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: jwksUrl } = settings
  return issuer && audience && jwksUrl ? { issuer, audience, jwksUrl } : null
}

export type Tracing = { endpoint: string; serviceName: string; ratio: number }

/** Null: nobody is told. */
function tracingOf(settings: z.infer<typeof environment>): Tracing | null {
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT
  if (endpoint === undefined) return null
  const { OTEL_SERVICE_NAME: serviceName, OTEL_TRACES_SAMPLER_ARG: ratio } = settings
  return { endpoint, serviceName, ratio }
}

export type RateLimits = ReturnType<typeof limitsOf>

function limitsOf(settings: z.infer<typeof environment>) {
  return {
    /** Failed sign-ins in 15 minutes: of one account from one address, and from one address. */
    signInAccount: settings.RATE_LIMIT_SIGN_IN_ACCOUNT,
    signInAddress: settings.RATE_LIMIT_SIGN_IN_ADDRESS,
    /** Failed sign-ins in an hour of one account, from wherever. */
    lockout: settings.RATE_LIMIT_LOCKOUT,
    /** Of one user, or of one address without a sign-in, in a minute. */
    requests: settings.RATE_LIMIT_REQUESTS,
    /** Of one address, in a minute. */
    handshakes: settings.RATE_LIMIT_HANDSHAKES,
    /** Of one socket, in a minute. */
    events: settings.RATE_LIMIT_EVENTS,
  }
}

/** A bucket is set as a whole, or not at all. */
function bucketFaults(given: Record<string, string | undefined>): string[] {
  if (!Object.keys(given).some((name) => name.startsWith('S3_'))) return []
  return ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'].flatMap((name) =>
    given[name] === undefined ? [`${name}: is needed to keep media in a bucket`] : [],
  )
}

/** Undefined: media is kept on this machine's disk. */
function bucketOf(settings: z.infer<typeof environment>) {
  if (settings.S3_BUCKET === undefined) return undefined
  const prefix = settings.S3_PREFIX ?? ''
  return {
    bucket: settings.S3_BUCKET,
    endpoint: settings.S3_ENDPOINT,
    region: settings.S3_REGION,
    accessKeyId: settings.S3_ACCESS_KEY_ID!,
    secretAccessKey: settings.S3_SECRET_ACCESS_KEY!,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
  }
}

/** Several processes on one port: the kernel gives each connection to any of them. */
function faultsOfWorkers(given: Record<string, string | undefined>): string[] {
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

class ConfigError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`Settings that need mending:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}
