import { flushLog, type Log } from './log.ts'

/**
 * Logs an uncaught error as the last line and ends the process, as the runtime would. Unlike there, secrets and personal data
 * are redacted, and the log is flushed.
 */
export function exitOnUncaught(log: Log): void {
  let exiting = false
  const exit = async (error: unknown) => {
    if (exiting) return
    exiting = true
    log.fatal({ error }, 'uncaught error')
    await flushLog()
    process.exit(1)
  }
  process.on('uncaughtException', exit)
  process.on('unhandledRejection', exit)
}
