import { createWriting } from './writing.ts'

/** Where letters are written, or choose something of their own. */
const TEXT =
  'textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=button], [type=range])'
const OPEN = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]'

const writing = createWriting()

/** Whether a key is ours to take: nothing is being written, and nothing lies open above the page. */
export function isOurs(event: KeyboardEvent): boolean {
  const pressed = { key: event.key, at: event.timeStamp }
  const field = event.target instanceof Element && event.target.closest(TEXT)
  if (field) writing.in(field, pressed)
  if (event.defaultPrevented || event.isComposing) return false
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  if (field || writing.goesOn(pressed)) return false
  return document.querySelector(OPEN) === null
}
