const HOLD_MS = 600

/**
 * Calls back on a long press, and suppresses the click that would follow.
 * @param tell handles it; false if there is nothing to show
 * @param signal removes the listeners
 */
export function onLongPress(tell: (of: EventTarget | null) => boolean, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout>
  let told = false
  const leave = () => clearTimeout(timer)
  const swallow = (event: Event) => {
    if (!told) return
    event.preventDefault()
    event.stopPropagation()
  }
  const swallowClick = (event: MouseEvent) => {
    // Clicks by keyboard, screen reader or script have a `detail` of 0.
    if (event.detail > 0) swallow(event)
  }
  const early = { capture: true, signal }
  document.addEventListener(
    'pointerdown',
    ({ pointerType, target }) => {
      told = false
      leave()
      if (pointerType !== 'touch') return
      timer = setTimeout(() => {
        told = tell(target)
      }, HOLD_MS)
    },
    early,
  )
  document.addEventListener('pointerup', leave, early)
  document.addEventListener('pointercancel', leave, early)
  document.addEventListener('click', swallowClick, early)
  document.addEventListener('contextmenu', swallow, early)
  signal.addEventListener('abort', leave)
}
