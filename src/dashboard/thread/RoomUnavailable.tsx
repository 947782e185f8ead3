import { Link } from '@tanstack/react-router'
import type { PlainKey } from '../i18n/en.ts'
import { useT } from '../i18n/i18n.tsx'
import { Empty } from '../ui/Empty.tsx'

export function RoomUnavailable({ title, text }: { title: PlainKey; text: PlainKey }) {
  const t = useT()
  return (
    <main className="grid h-full bg-thread">
      <Empty
        alert
        title={t(title)}
        text={t(text)}
        action={
          <Link
            to="/inbox"
            search={(before) => before as object}
            className="font-medium text-accent-text hover:underline"
          >
            {t('thread.back')}
          </Link>
        }
      />
    </main>
  )
}
