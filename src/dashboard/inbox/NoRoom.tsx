import { lazy } from 'react'
import { arriving } from '../data/arriving.ts'
import { useInbox } from '../data/desk.tsx'
import { useT } from '../i18n/i18n.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { Empty } from '../ui/Empty.tsx'
import { Late } from '../ui/Late.tsx'
import { OfferNotifications } from './OfferNotifications.tsx'

const FirstRun = lazy(() =>
  arriving(() => import('./FirstRun.tsx')).then(({ FirstRun }) => ({ default: FirstRun })),
)

/** Beside the list, while no room is open. */
export function NoRoom() {
  const t = useT()
  const me = useMe()
  const counts = useInbox((state) => state.counts)
  const nothingYet = counts !== null && counts.all + counts.closed === 0
  return (
    <main className="grid h-full bg-thread">
      {nothingYet && isStaff(me) ? (
        <Late>
          <FirstRun />
        </Late>
      ) : (
        <Empty
          title={t('inbox.choose')}
          text={t('inbox.chooseText')}
          action={<OfferNotifications />}
        />
      )}
    </main>
  )
}
