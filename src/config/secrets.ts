import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Secrets } from '../config.ts'

const random = () => randomBytes(24).toString('base64url')

/** Development secrets: generated once, kept in `DATA_DIR`, readable only by the owner. */
export function developmentSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json')
  const kept = readKept(file)
  if (kept) return kept
  const secrets: Secrets = {
    JWT_SECRET: random() + random(),
    WHATSAPP_APP_SECRET: random(),
    WHATSAPP_VERIFY_TOKEN: random(),
    ADMIN_PASSWORD: randomBytes(12).toString('base64url'),
  }
  mkdirSync(dataDir, { recursive: true })
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  try {
    // Atomic: the file appears complete, and a process that comes second uses the first one's secrets.
    linkSync(fresh, file)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  } finally {
    rmSync(fresh)
  }
  return readKept(file) ?? secrets
}

/** The kept secrets; null if there are none yet. */
function readKept(file: string): Secrets | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null
    throw new Error(`${file} can't be read as JSON: delete it, and new secrets are made up.`)
  }
}
