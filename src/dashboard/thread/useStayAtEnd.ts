import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'

/**
 * Keeps the end in sight for whoever sees it, when the box shrinks (a keyboard comes up, what is written grows) or the
 * content grows anywhere (rows are measured, history arrives between messages that are shown).
 */
export function useStayAtEnd(
  box: RefObject<HTMLDivElement | null>,
  lines: Virtualizer<HTMLDivElement, Element>,
  { shown, threshold }: { shown: boolean; threshold: number },
): void {
  useEffect(() => {
    const element = box.current
    const content = element?.firstElementChild
    if (!shown || !element || !content) return
    const sizes = () => ({ box: element.clientHeight, content: element.scrollHeight })
    let known = sizes()
    const isAtEnd = () =>
      [known, sizes()].some((size) => size.content - element.scrollTop - size.box <= threshold)
    let seesEnd = isAtEnd()
    // If the box has changed its size, the browser may have scrolled it, not the user.
    const look = () => {
      if (element.clientHeight === known.box) seesEnd = isAtEnd()
    }
    const observer = new ResizeObserver(() => {
      look()
      known = sizes()
      if (seesEnd) lines.scrollToEnd()
    })
    element.addEventListener('scroll', look, { passive: true })
    observer.observe(element)
    observer.observe(content)
    return () => {
      element.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [box, lines, shown, threshold])
}
