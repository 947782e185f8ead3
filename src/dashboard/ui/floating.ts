/** Where something floats, as seen from what it belongs to. */
export type Side = 'top' | 'bottom' | 'left' | 'right'
export type Align = 'start' | 'center' | 'end'

/** Where the focus goes when it closes: back to its anchor, unless what was chosen in it has put it elsewhere. */
export function focusAfter(popup: HTMLElement | null, anchor: HTMLElement | null) {
  const at = document.activeElement
  return at === null || at === document.body || popup?.contains(at) ? anchor : false
}
