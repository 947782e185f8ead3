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
  let done = false
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', words)
    event.preventDefault()
    done = true
  }
  document.addEventListener('copy', put)
  // Safari says that it copied also where nothing is selected, and does nothing.
  document.execCommand('copy')
  if (!done) withSelected(words, () => document.execCommand('copy'))
  document.removeEventListener('copy', put)
  return done
}

function withSelected(words: string, act: () => void): void {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = words
  field.readOnly = true
  field.className = 'fixed top-0 opacity-0'
  document.body.append(field)
  field.select()
  act()
  field.remove()
  if (before instanceof HTMLElement) before.focus()
}
