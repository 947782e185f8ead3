/** Where letters are written, or choose something of their own. */
const TEXT =
  'textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=button], [type=range])'
const OPEN = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]'

/** Whether a key is ours to take: nothing is being written, and nothing lies open above the page. */
export function isOurs(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  if (event.target instanceof Element && event.target.closest(TEXT)) return false
  return document.querySelector(OPEN) === null
}
