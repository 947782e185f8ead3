import { type RefObject, useEffect, useRef, useState } from 'react'

/**
 * Moves focus into a panel that covers the page, and back to its opener when the panel closes.
 * @param overlay whether the panel covers the page; otherwise focus stays where it is
 * @returns the ref of the element to focus
 */
export function useOverlayFocus(overlay: boolean): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null)
  // Read during render: once the page below is inert, it has lost focus.
  const [opener] = useState(focused)
  useEffect(() => {
    if (!overlay) return
    box.current?.focus()
    return () => {
      // Restore focus only if it is nowhere: the user may have moved it meanwhile.
      if (document.activeElement === document.body) opener?.focus()
    }
  }, [overlay, opener])
  return box
}

/** The focused element. For a menu item it is the menu's button, because the menu closes. */
function focused(): HTMLElement | null {
  const menu = document.activeElement?.closest('[role=menu]')
  const element = menu
    ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
    : document.activeElement
  return element instanceof HTMLElement ? element : null
}
