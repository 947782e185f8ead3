import type { Virtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect } from 'react'

/** Scrolls to the newest message when the conversation is first shown. */
export function useStartAtEnd(lines: Virtualizer<HTMLDivElement, Element>, loaded: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the messages are loaded
  useLayoutEffect(() => {
    if (loaded) lines.scrollToEnd()
  }, [loaded])
}
