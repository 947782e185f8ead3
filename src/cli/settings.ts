import { developmentSecrets } from '../config/secrets.ts'
import { readConfig } from '../config.ts'

/** Settings of a command that calls a running server. If they are wrong, prints why and exits. */
export function settings() {
  try {
    return readConfig({ ...process.env, NODE_ENV: 'development' }, developmentSecrets)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
