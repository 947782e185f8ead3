import { t } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'

/** Copies text to the clipboard, and shows a toast that says whether it worked. */
export async function copyText(words: string, said: string): Promise<void> {
  const done = await write(words)
  toast(done ? { tone: 'ok', title: said } : { tone: 'bad', title: t('ui.notCopied') })
}

/** On plain http from another machine only `execCommand` works. It is synchronous, so it must run before any await. */
async function write(words: string): Promise<boolean> {
  if (!navigator.clipboard) return writeByCommand(words)
  return navigator.clipboard.writeText(words).then(
    () => true,
    () => writeByCommand(words),
  )
}

function writeByCommand(words: string): boolean {
  let done = false
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', words)
    event.preventDefault()
    done = true
  }
  document.addEventListener('copy', put)
  // Safari reports success but copies nothing when nothing is selected, so `done` is set by the event.
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
