import type { Virtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect } from 'react'

/** A conversation opens at its newest message. */
export function useStartAtEnd(lines: Virtualizer<HTMLDivElement, Element>, loaded: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when there is something to see
  useLayoutEffect(() => {
    if (loaded) lines.scrollToEnd()
  }, [loaded])
}
