import { readConfig } from '../config.ts'
import { developmentSecrets } from '../secrets.ts'

/** The settings of a command that speaks to a running server; ends it with a sentence if they need mending. */
export function settings() {
  try {
    return readConfig({ ...process.env, NODE_ENV: 'development' }, developmentSecrets)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
