import { lazy, Suspense, useSyncExternalStore } from 'react'
import { onToastsWanted, toastsWanted } from './toast.ts'

const Toaster = lazy(() => import('./toasting.tsx').then(({ Toaster }) => ({ default: Toaster })))

/** Where toasts come: at the top. */
export function Toasts() {
  const wanted = useSyncExternalStore(onToastsWanted, toastsWanted)
  return wanted ? (
    <Suspense>
      <Toaster />
    </Suspense>
  ) : null
}
