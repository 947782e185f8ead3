import { fstatSync } from 'node:fs'
import pino from 'pino'
import pretty from 'pino-pretty'
import { createLogOutput, type LogOutput } from './logOutput.ts'
import { HIDDEN, PRIVATE, redact } from './redact.ts'

export type Log = pino.Logger

/** Limit of lines that are buffered while the disk is full. */
const MOST_WAITING_BYTES = 1024 * 1024

/** JSON lines in production, readable ones in development. Personal data and secrets are never written. */
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
    // Bindings of child loggers bypass the hook.
    redact: { paths: [...PRIVATE].map((name) => `["${name}"]`), censor: HIDDEN },
  }
  if (production || to) return pino(options, to ?? standardOutput())
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

let output: LogOutput | undefined

/** What is still to be written when the process ends; takes a second and a half at the most. */
export const flushLog = async (): Promise<void> => output?.flush()

/** A full disk below the log, or a reader of it that is slow or gone, must not stop the server. */
function standardOutput(): LogOutput {
  if (output) return output
  const isFile = fstatSync(process.stdout.fd).isFile()
  // A stream that failed once is never written to again.
  if (!isFile) process.stdout.on('error', () => {})
  output = isFile ? openFile() : createLogOutput(process.stdout)
  return output
}

function openFile(): LogOutput {
  const to = pino.destination({ sync: true, maxLength: MOST_WAITING_BYTES })
  to.on('error', () => {})
  // Not as it is: after a fatal line pino flushes a file, and would wait for room.
  return { write: (line) => void to.write(line), flush: async () => {} }
}
