import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { queries } from './data/queries.ts'
import { router } from './router.tsx'
import { onSession } from './session/session.ts'
import { Toasts } from './ui/Toasts.tsx'
import { TooltipLayer } from './ui/Tooltip.tsx'

export function App() {
  // Signing in and out is a way to another page: the routes decide which.
  useEffect(
    () =>
      onSession(() => {
        queries.clear()
        void router.invalidate()
      }),
    [],
  )
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <Toasts />
      <TooltipLayer />
    </QueryClientProvider>
  )
}
