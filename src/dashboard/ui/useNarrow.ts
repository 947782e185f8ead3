import { useSyncExternalStore } from 'react'

/** As the style sheet's `max-desk`: one column at a time. */
const narrow = sourceOf('(width < 56.25rem)')
/** As the style sheet's `thumb`: that, or a tablet. */
const touchLayout = sourceOf('(width < 56.25rem), (pointer: coarse)')

/** Whether the layout is the phone's. For differences that CSS alone cannot express. */
export const useNarrow = (): boolean => useSyncExternalStore(...narrow)

/** Whether the layout is for touch, at any width: there is no hover, and there is a Back button. */
export const useTouchLayout = (): boolean => useSyncExternalStore(...touchLayout)

/** Whether a field that gets the focus brings a keyboard onto the screen. */
export const hasScreenKeyboard = (): boolean => matchMedia('(pointer: coarse)').matches

function sourceOf(query: string) {
  const asked = matchMedia(query)
  const subscribe = (listener: () => void) => {
    asked.addEventListener('change', listener)
    return () => asked.removeEventListener('change', listener)
  }
  return [subscribe, () => asked.matches] as const
}
