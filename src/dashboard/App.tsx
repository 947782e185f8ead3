import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { queryClient } from './data/queryClient.ts'
import { router } from './router.tsx'
import { onSession } from './session/session.ts'
import { useSession } from './session/useSession.ts'
import { Toasts } from './ui/Toasts.tsx'
import { TooltipLayer } from './ui/Tooltip.tsx'

export function App() {
  const session = useSession()
  // Signing in or out runs the routes' guards again, which redirect. The previous user's cached answers are dropped.
  useEffect(
    () =>
      onSession(() => {
        queryClient.clear()
        void router.invalidate()
      }),
    [],
  )
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      {/* A toast is its user's: at a sign-out all go at once, without fading out before the next user's eyes. */}
      <Toasts key={session.kind === 'in' ? session.user.id : 'nobody'} />
      <TooltipLayer />
    </QueryClientProvider>
  )
}
