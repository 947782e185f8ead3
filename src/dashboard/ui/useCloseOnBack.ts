import { useRouter } from '@tanstack/react-router'
import { useLayoutEffect, useRef } from 'react'
import { useTouchLayout } from './useNarrow.ts'

/** The overlays that are open, the topmost last. */
const opened: symbol[] = []

/** On a phone or tablet, Back closes the open overlays one by one before it leaves the page. */
export function useCloseOnBack(open: boolean, close: () => void): void {
  const { history } = useRouter()
  const closes = useTouchLayout() && open
  const latest = useRef(close)
  latest.current = close
  // Before the first paint, since Back may be pressed immediately.
  useLayoutEffect(() => {
    if (!closes) return
    const me = Symbol()
    opened.push(me)
    const unblock = history.block({
      enableBeforeUnload: false,
      blockerFn: ({ action }) => {
        if (action !== 'BACK' || opened.at(-1) !== me) return false
        latest.current()
        return true
      },
    })
    return () => {
      unblock()
      opened.splice(opened.indexOf(me), 1)
    }
  }, [closes, history])
}
