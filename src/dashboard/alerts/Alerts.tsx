import { useAlerts } from './useAlerts.ts'
import { useUntoldUploads } from './useUntoldUploads.tsx'

/** Nothing to see of its own: it lets the user know. */
export function Alerts() {
  useAlerts()
  useUntoldUploads()
  return null
}
