const GAP = 6
const EDGE = 8

/** Places a tooltip below its element, or above if there is no room. It never leaves the window. */
export function placeTooltip(box: HTMLElement, of: HTMLElement): void {
  const anchor = of.getBoundingClientRect()
  const { width, height } = box.getBoundingClientRect()
  const below = anchor.bottom + GAP
  const top = below + height + EDGE <= innerHeight ? below : anchor.top - GAP - height
  const centred = anchor.left + (anchor.width - width) / 2
  const left = Math.min(Math.max(EDGE, centred), innerWidth - width - EDGE)
  box.style.translate = `${Math.round(left)}px ${Math.round(top)}px`
}
