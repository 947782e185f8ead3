import pino from 'pino'
import pretty from 'pino-pretty'
import { HIDDEN, PRIVATE, redact } from './redact.ts'

export type Log = pino.Logger

/** JSON lines in production, readable ones in development. What could name a customer or open a door is never written. */
export function createLog({
  production,
  level,
  to,
}: {
  production: boolean
  level: string
  /** Instead of standard output. */
  to?: pino.DestinationStream
}): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    hooks: {
      logMethod(args, method) {
        method.apply(this, args.map((arg) => redact(arg)) as Parameters<pino.LogFn>)
      },
    },
    // What a child is made with goes past the hook.
    redact: { paths: [...PRIVATE].map((name) => `["${name}"]`), censor: HIDDEN },
  }
  if (production || to) return to ? pino(options, to) : pino(options)
  return pino(
    options,
    pretty({
      sync: true,
      colorize: process.stdout.isTTY,
      ignore: 'pid,hostname',
      translateTime: 'HH:MM:ss',
    }),
  )
}
