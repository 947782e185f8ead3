import { Outlet } from '@tanstack/react-router'
import { lazy } from 'react'
import { InboxProvider } from '../data/inboxStore.tsx'
import { loadModule } from '../data/loadModule.ts'
import { Keyboard } from '../keyboard/Keyboard.tsx'
import { useSession } from '../session/useSession.ts'
import { LazyBoundary } from '../ui/LazyBoundary.tsx'
import { BottomBar } from './BottomBar.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { PageTitle } from './PageTitle.tsx'
import { Rail } from './Rail.tsx'
import { useNoStrayDrops } from './useNoStrayDrops.ts'

// Loaded lazily: the page comes first, alerts can wait.
const Alerts = lazy(() =>
  loadModule(() => import('../alerts/Alerts.tsx')).then(({ Alerts }) => ({ default: Alerts })),
)

/** The frame of all pages except sign-in: the rail with the page beside it. */
export function Shell() {
  const session = useSession()
  useNoStrayDrops()
  // The router is about to show the sign-in page.
  if (session.kind === 'out') return null
  return (
    <InboxProvider key={session.signIn} me={session.user}>
      <PageTitle />
      <Keyboard />
      <LazyBoundary>
        <Alerts />
      </LazyBoundary>
      <div className="flex h-[calc(100dvh-var(--covered))] overflow-hidden pt-[env(safe-area-inset-top)] pr-[env(safe-area-inset-right)] pl-[env(safe-area-inset-left)]">
        <Rail />
        <div className="flex min-w-0 flex-1 flex-col">
          <ConnectionBanner />
          <div className="min-h-0 flex-1">
            <Outlet />
          </div>
          <BottomBar />
        </div>
      </div>
    </InboxProvider>
  )
}
