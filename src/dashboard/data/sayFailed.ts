import { t } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'
import { inWords } from './inWords.ts'

/** What could not be done, in words, at the top. */
export function sayFailed(error: unknown): void {
  toast({ title: inWords(error, t), tone: 'bad' })
}
