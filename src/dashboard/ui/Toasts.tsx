import { lazy, useSyncExternalStore } from 'react'
import { arriving } from '../data/arriving.ts'
import { Late } from './Late.tsx'
import { onToastsWanted, toastsWanted } from './toast.ts'

const Toaster = lazy(() =>
  arriving(() => import('./toasting.tsx')).then(({ Toaster }) => ({ default: Toaster })),
)

/** Where toasts come: at the top. */
export function Toasts() {
  const wanted = useSyncExternalStore(onToastsWanted, toastsWanted)
  return wanted ? (
    <Late>
      <Toaster />
    </Late>
  ) : null
}
