import { type TouchEvent, useRef } from 'react'

/** The minimum horizontal distance of a swipe, in px. It must also exceed the vertical one. */
const FAR = 48

/**
 * Detects horizontal one-finger swipes.
 * @param onSwipe 1: to the next, -1: to the previous
 * @returns the element’s touch handlers; while the page is zoomed in, a finger only pans it
 */
export function useSwipe(onSwipe: (by: 1 | -1) => void) {
  const from = useRef<{ clientX: number; clientY: number }>(null)
  return {
    onTouchStart({ touches }: TouchEvent) {
      const enlarged = (visualViewport?.scale ?? 1) > 1.01
      from.current = touches.length === 1 && !enlarged ? touches[0]! : null
    },
    onTouchEnd({ changedTouches }: TouchEvent) {
      const to = changedTouches[0]
      if (!from.current || !to) return
      const across = to.clientX - from.current.clientX
      const down = to.clientY - from.current.clientY
      from.current = null
      if (Math.abs(across) < FAR || Math.abs(across) < Math.abs(down)) return
      onSwipe(across < 0 ? 1 : -1)
    },
  }
}
