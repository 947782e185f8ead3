import { type RefObject, useEffect, useRef, useState } from 'react'

/**
 * Brings the focus into what lies over the page, and back to what opened it.
 * @param over whether it does; beside the page it takes nobody's focus
 * @returns the reference of what takes the focus
 */
export function useFocusOver(over: boolean): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null)
  // Read before the page below becomes inert and loses it.
  const [opener] = useState(focused)
  useEffect(() => {
    if (!over) return
    box.current?.focus()
    return () => {
      // Whoever went elsewhere meanwhile is left there.
      if (document.activeElement === document.body) opener?.focus()
    }
  }, [over, opener])
  return box
}

/** What has the focus; of a menu, which closes, the button that opened it. */
function focused(): HTMLElement | null {
  const menu = document.activeElement?.closest('[role=menu]')
  const element = menu
    ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
    : document.activeElement
  return element instanceof HTMLElement ? element : null
}
