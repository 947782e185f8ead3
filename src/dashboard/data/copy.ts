import { t } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'

/** Puts words on the clipboard and says so, or that it could not. */
export async function copy(words: string, said: string): Promise<void> {
  const done = await write(words)
  toast(done ? { tone: 'ok', title: said } : { tone: 'bad', title: t('ui.notCopied') })
}

/** Plain http from another machine has only the old way, which is over before anything is awaited. */
async function write(words: string): Promise<boolean> {
  if (!navigator.clipboard) return writeAsOfOld(words)
  return navigator.clipboard.writeText(words).then(
    () => true,
    () => writeAsOfOld(words),
  )
}

function writeAsOfOld(words: string): boolean {
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', words)
    event.preventDefault()
  }
  document.addEventListener('copy', put)
  const done = document.execCommand('copy')
  document.removeEventListener('copy', put)
  return done
}
