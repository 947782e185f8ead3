import { t } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'
import { describeError } from './describeError.ts'

/** Shows a toast that says in words what failed. */
export function showErrorToast(error: unknown): void {
  toast({ title: describeError(error, t), tone: 'bad' })
}
