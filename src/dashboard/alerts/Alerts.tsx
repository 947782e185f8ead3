import { useAlerts } from './useAlerts.ts'
import { useUploadErrorToasts } from './useUploadErrorToasts.tsx'

/** Renders nothing: it only runs the effects that alert the user. */
export function Alerts() {
  useAlerts()
  useUploadErrorToasts()
  return null
}
