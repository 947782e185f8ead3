import { Link } from '@tanstack/react-router'
import type { PlainKey } from '../i18n/en.ts'
import { useT } from '../i18n/i18n.tsx'
import { useMe } from '../session/useSession.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ClaimButton } from './ClaimButton.tsx'
import { LeftDraft } from './LeftDraft.tsx'

export function RoomUnavailable({
  title,
  text,
  roomId,
}: {
  title: PlainKey
  text: PlainKey
  roomId: string
}) {
  const t = useT()
  const me = useMe()
  return (
    <main className="grid h-full grid-rows-[1fr_auto] overflow-y-auto bg-thread">
      <EmptyState
        alert
        title={t(title)}
        text={t(text)}
        action={
          <div className="flex flex-wrap items-center justify-center gap-4">
            {me.role === 'agent' && <ClaimButton roomId={roomId} />}
            <Link
              to="/inbox"
              search={(before) => before as object}
              className="font-medium text-accent-text hover:underline"
            >
              {t('thread.back')}
            </Link>
          </div>
        }
      />
      <LeftDraft roomId={roomId} />
    </main>
  )
}
