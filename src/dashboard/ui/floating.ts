/** Where a popup opens, relative to its anchor. */
export type Side = 'top' | 'bottom' | 'left' | 'right'
export type Align = 'start' | 'center' | 'end'

/** Where focus goes when a popup closes: to its anchor, unless the chosen action has moved focus elsewhere. */
export function focusAfter(popup: HTMLElement | null, anchor: HTMLElement | null) {
  const at = document.activeElement
  return at === null || at === document.body || popup?.contains(at) ? anchor : false
}
