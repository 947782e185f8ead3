import { Outlet } from '@tanstack/react-router'
import { lazy } from 'react'
import { arriving } from '../data/arriving.ts'
import { DeskProvider } from '../data/desk.tsx'
import { Keyboard } from '../keyboard/Keyboard.tsx'
import { useSession } from '../session/useSession.ts'
import { Late } from '../ui/Late.tsx'
import { BottomBar } from './BottomBar.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { PageTitle } from './PageTitle.tsx'
import { Rail } from './Rail.tsx'
import { useNoStrayDrops } from './useNoStrayDrops.ts'

// The page first: what is told of comes later.
const Alerts = lazy(() =>
  arriving(() => import('../alerts/Alerts.tsx')).then(({ Alerts }) => ({ default: Alerts })),
)

/** The frame of all pages but the sign-in: the rail, and the page beside it. */
export function Shell() {
  const session = useSession()
  useNoStrayDrops()
  // On the way to the sign-in.
  if (session.kind === 'out') return null
  return (
    <DeskProvider key={session.user.id} me={session.user}>
      <PageTitle />
      <Keyboard />
      <Late>
        <Alerts />
      </Late>
      <div className="flex h-dvh overflow-hidden">
        <Rail />
        <div className="flex min-w-0 flex-1 flex-col">
          <ConnectionBanner />
          <div className="min-h-0 flex-1">
            <Outlet />
          </div>
          <BottomBar />
        </div>
      </div>
    </DeskProvider>
  )
}
