import { environment, type Settings } from './config/environment.ts'
import { faultsOf } from './config/faults.ts'

/** Secrets that are generated once in development and kept in `DATA_DIR`. */
export type Secrets = Record<(typeof SECRETS)[number], string>
const SECRETS = [
  'JWT_SECRET',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
  'ADMIN_PASSWORD',
] as const

export type Config = ReturnType<typeof readConfig>

/**
 * Reads the settings of docs/reference.md. They are read once, checked together, and passed on as a value.
 * @throws ConfigError that lists all faults, so that an operator can fix them at once
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
  // Only generated if one is missing: commands run as development, but a production server's environment has them all.
  const missing = SECRETS.some((name) => settings[name] === undefined)
  const secrets = production || !missing ? undefined : developmentSecrets(settings.DATA_DIR)
  const simulator = !production && settings.SIMULATOR !== 'off'
  return {
    production,
    port: settings.PORT,
    host: settings.HOST,
    databaseUrl: settings.DATABASE_URL,
    dataDir: settings.DATA_DIR,
    /** The time zone of the statistics' days; undefined: the one that the database has. */
    timeZone: settings.TIME_ZONE,
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
    /** Whether the first start fills the empty database with sample data. */
    sampleData: simulator && settings.SAMPLE_DATA === 'on',
    /** Without an account at Meta, everything is sent to the simulator. */
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
    workerSilenceSeconds: settings.WORKER_SILENCE_SECONDS,
    trustedProxies: settings.TRUSTED_PROXIES,
    eventRetentionMs: settings.EVENT_RETENTION_HOURS * 3_600_000,
    auditRetentionMs: settings.AUDIT_RETENTION_DAYS * 86_400_000,
    /** Null: files are kept forever. */
    mediaRetentionMs:
      settings.MEDIA_RETENTION_DAYS === undefined
        ? null
        : settings.MEDIA_RETENTION_DAYS * 86_400_000,
    quarantineRetentionMs: settings.QUARANTINE_RETENTION_DAYS * 86_400_000,
    webhookRetentionMs: settings.WEBHOOK_RETENTION_DAYS * 86_400_000,
    metricsToken: settings.METRICS_TOKEN,
    /** Time without a webhook that counts as a problem; 0 for never. */
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

/** Null if tracing is off. */
function tracingOf(settings: Settings): Tracing | null {
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT
  if (endpoint === undefined) return null
  const { OTEL_SERVICE_NAME: serviceName, OTEL_TRACES_SAMPLER_ARG: ratio } = settings
  return { endpoint, serviceName, ratio }
}

export type RateLimits = ReturnType<typeof limitsOf>

function limitsOf(settings: Settings) {
  return {
    /** Failed sign-ins in 15 minutes: to one account from one address, and from one address in all. */
    signInAccount: settings.RATE_LIMIT_SIGN_IN_ACCOUNT,
    signInAddress: settings.RATE_LIMIT_SIGN_IN_ADDRESS,
    /** Failed sign-ins in an hour to one account, from anywhere. */
    lockout: settings.RATE_LIMIT_LOCKOUT,
    /** Per minute, for a user, or for an address without a sign-in. */
    requests: settings.RATE_LIMIT_REQUESTS,
    /** Per minute, for an address. */
    handshakes: settings.RATE_LIMIT_HANDSHAKES,
    /** Per minute, for a socket. */
    events: settings.RATE_LIMIT_EVENTS,
    /** Open at the same time, for a user. */
    sockets: settings.RATE_LIMIT_SOCKETS,
    /** In progress at the same time, for all callers. */
    requestsAtOnce: settings.RATE_LIMIT_REQUESTS_AT_ONCE,
  }
}

/** Undefined: media is stored on the local disk. */
function bucketOf(settings: Settings) {
  if (settings.S3_BUCKET === undefined) return undefined
  const prefix = settings.S3_PREFIX ?? ''
  return {
    bucket: settings.S3_BUCKET,
    endpoint: settings.S3_ENDPOINT,
    region: settings.S3_REGION,
    accessKeyId: settings.S3_ACCESS_KEY_ID!,
    secretAccessKey: settings.S3_SECRET_ACCESS_KEY!,
    requestsAtOnce: settings.BUN_CONFIG_MAX_HTTP_REQUESTS,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
  }
}

class ConfigError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`Invalid settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}
