import { useSyncExternalStore } from 'react'

/** As the style sheet's `max-desk`: one column at a time, worked by touch. */
const narrow = matchMedia('(width < 56.25rem)')

const subscribe = (listener: () => void) => {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/** Whether the screen is a phone's: for what is another thing there, and not only another size. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches)
