import { lazy } from 'react'
import { useInbox } from '../data/inboxStore.tsx'
import { loadModule } from '../data/loadModule.ts'
import { useT } from '../i18n/i18n.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { LazyBoundary } from '../ui/LazyBoundary.tsx'
import { OfferNotifications } from './OfferNotifications.tsx'

const FirstRun = lazy(() =>
  loadModule(() => import('./FirstRun.tsx')).then(({ FirstRun }) => ({ default: FirstRun })),
)

/** Shown beside the list while no room is open. */
export function NoRoom() {
  const t = useT()
  const me = useMe()
  const counts = useInbox((state) => state.counts)
  const nothingYet = counts !== null && counts.all + counts.closed === 0
  return (
    <main className="grid h-full bg-thread">
      {nothingYet && isStaff(me) ? (
        <LazyBoundary>
          <FirstRun />
        </LazyBoundary>
      ) : (
        <EmptyState
          title={t('inbox.choose')}
          text={t('inbox.chooseText')}
          action={<OfferNotifications />}
        />
      )}
    </main>
  )
}
