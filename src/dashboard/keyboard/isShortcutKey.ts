import { createTypingGuard } from './typingGuard.ts'

/** Elements in which letters are typed, or select something. */
const TEXT =
  'textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=button], [type=range])'
const OPEN = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]'

const typingGuard = createTypingGuard()

/** Whether a key may be a shortcut: no text is being typed, and no dialog or menu is open. */
export function isShortcutKey(event: KeyboardEvent): boolean {
  const pressed = { key: event.key, at: event.timeStamp }
  const field = event.target instanceof Element && event.target.closest(TEXT)
  if (field) typingGuard.keyInField(field, pressed)
  if (event.defaultPrevented || event.isComposing) return false
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  if (field || typingGuard.isStillTyping(pressed)) return false
  return document.querySelector(OPEN) === null
}
