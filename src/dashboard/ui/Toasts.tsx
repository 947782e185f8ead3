import { lazy, useEffect, useSyncExternalStore } from 'react'
import { loadModule } from '../data/loadModule.ts'
import { LazyBoundary } from './LazyBoundary.tsx'
import { dropWaitingToasts, onToastsWanted, toastsWanted } from './toast.ts'

const Toaster = lazy(() =>
  loadModule(() => import('./Toaster.tsx')).then(({ Toaster }) => ({ default: Toaster })),
)

/** Renders toasts, at the top of the page. */
export function Toasts() {
  useEffect(() => dropWaitingToasts, [])
  const wanted = useSyncExternalStore(onToastsWanted, toastsWanted)
  return wanted ? (
    <LazyBoundary>
      <Toaster />
    </LazyBoundary>
  ) : null
}
