import { isIP } from 'node:net'
import { z } from 'zod'

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

/**
 * An IANA name that every PostgreSQL and browser reads alike. Some names without a slash are read as offsets (`CET`), and
 * offsets with the opposite sign.
 */
const timeZone = z
  .string()
  .refine(
    (name) => (name === 'UTC' || name.includes('/')) && isKnownZone(name),
    'is not a time zone like Asia/Jakarta',
  )

function isKnownZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const limit = z.coerce.number().int().min(1)

/** Longer durations would lead beyond the times that PostgreSQL and JavaScript can represent. */
const CENTURY_MINUTES = 100 * 365 * 24 * 60
/** A duration, in units of `unitMinutes`. */
const span = (unitMinutes: number) =>
  z.coerce
    .number()
    .positive()
    .max(CENTURY_MINUTES / unitMinutes, 'is more than a hundred years')
const minutes = span(1)
const hours = span(60)
const days = span(24 * 60)

/** Every setting by name: its format, and its default. */
export const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default('0.0.0.0'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().default('.data'),
  TIME_ZONE: timeZone.optional(),
  JWT_SECRET: z.string().min(32, 'is shorter than 32 bytes').optional(),
  JWT_SECRET_PREVIOUS: z.string().min(32, 'is shorter than 32 bytes').optional(),
  ACCESS_TOKEN_MINUTES: minutes.default(15),
  REFRESH_TOKEN_DAYS: days.default(30),
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
  WORKER_SILENCE_SECONDS: z.coerce.number().int().min(3).max(3600).default(30),
  /** The worker's number, set by the process that starts the workers. */
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
  /** Bun's own setting: how many HTTP requests it makes at once, to all hosts together. */
  BUN_CONFIG_MAX_HTTP_REQUESTS: z.coerce.number().int().min(1).max(65_535).default(256),
  EVENT_RETENTION_HOURS: hours.default(72),
  AUDIT_RETENTION_DAYS: days.default(365),
  MEDIA_RETENTION_DAYS: days.optional(),
  QUARANTINE_RETENTION_DAYS: days.default(90),
  WEBHOOK_RETENTION_DAYS: days.default(90),
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
  RATE_LIMIT_SOCKETS: limit.default(200),
  RATE_LIMIT_REQUESTS_AT_ONCE: limit.default(500),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export type Settings = z.infer<typeof environment>
