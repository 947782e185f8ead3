import { useAlerts } from './useAlerts.ts'

/** Nothing to see of its own: it lets the user know. */
export function Alerts() {
  useAlerts()
  return null
}
