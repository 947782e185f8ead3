import { environment, type Settings } from './config/environment.ts'
import { faultsOf } from './config/faults.ts'

/** Secrets that development makes up once and keeps in `DATA_DIR`. */
export type Secrets = Record<(typeof SECRETS)[number], string>
const SECRETS = [
  'JWT_SECRET',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
  'ADMIN_PASSWORD',
] as const

export type Config = ReturnType<typeof readConfig>

/**
 * Settings as docs/reference.md names them: read once, all checked at once, and passed on as a value.
 * @throws ConfigError that lists all faults, so that an operator mends them in one go.
 */
export function readConfig(
  env: Record<string, string | undefined>,
  developmentSecrets: (dataDir: string) => Secrets,
) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''))
  const parsed = environment.safeParse(given)
  const written = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const faults = [...written, ...faultsOf(given)]
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)

  const settings = parsed.data
  const production = settings.NODE_ENV === 'production'
  // Made up, and kept, only where one is missing: a command at a server of production's has them all.
  const missing = SECRETS.some((name) => settings[name] === undefined)
  const secrets = production || !missing ? undefined : developmentSecrets(settings.DATA_DIR)
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

function oidcOf(settings: Settings): Oidc | null {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: jwksUrl } = settings
  return issuer && audience && jwksUrl ? { issuer, audience, jwksUrl } : null
}

export type Tracing = { endpoint: string; serviceName: string; ratio: number }

/** Null: nobody is told. */
function tracingOf(settings: Settings): Tracing | null {
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT
  if (endpoint === undefined) return null
  const { OTEL_SERVICE_NAME: serviceName, OTEL_TRACES_SAMPLER_ARG: ratio } = settings
  return { endpoint, serviceName, ratio }
}

export type RateLimits = ReturnType<typeof limitsOf>

function limitsOf(settings: Settings) {
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
    /** Of one user, open at the same time. */
    sockets: settings.RATE_LIMIT_SOCKETS,
    /** Of everybody, under way at the same time. */
    requestsAtOnce: settings.RATE_LIMIT_REQUESTS_AT_ONCE,
  }
}

/** Undefined: media is kept on this machine's disk. */
function bucketOf(settings: Settings) {
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

class ConfigError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`Settings that need mending:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}
