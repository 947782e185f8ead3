import '../i18n/lazyTexts.ts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Check from 'lucide-react/icons/check'
import Smartphone from 'lucide-react/icons/smartphone'
import type { ReactNode } from 'react'
import { answerOf } from '../../client/rest.ts'
import { useT } from '../i18n/i18n.tsx'
import { phoneNumber } from '../i18n/values.ts'
import { api } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { isSimulatorOn } from '../shell/isSimulatorOn.ts'
import { Bubbles } from './Bubbles.tsx'

/** Shown until the first customer writes: the steps to get started. */
export function FirstRun() {
  const t = useT()
  const admin = useMe().role === 'admin'
  const playable = isSimulatorOn()
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: async () => (await answerOf(api.channels.$get())).data,
    enabled: admin,
  })
  const [first] = channels.data ?? []
  const connected = first !== undefined
  return (
    <div className="grid h-full place-content-center overflow-y-auto p-6">
      <div className="w-[392px] max-w-full">
        <Bubbles />
        <h2 className="mt-5 mb-1 text-20 font-semibold">{t('first.title')}</h2>
        <p className="mb-5 text-text-2">{t(playable ? 'first.play' : 'first.text')}</p>
        {playable && (
          <a
            href="/simulator"
            className="mb-6 inline-flex h-10 items-center gap-2 rounded-r3 bg-accent px-3 text-14 font-medium text-on-accent hover:bg-accent-hover thumb:h-11"
          >
            <Smartphone size={16} aria-hidden="true" />
            {t('first.simulate')}
          </a>
        )}
        <ol className="rounded-r4 border border-line bg-surface px-4 py-1">
          {admin && (
            <Step
              done={connected}
              n={1}
              title={t(connected ? 'first.connected' : 'first.connect')}
              text={
                connected
                  ? phoneNumber(first.display_phone_number ?? first.phone_number_id)
                  : t('manage.noChannels')
              }
            />
          )}
          <Step n={admin ? 2 : 1} title={t('first.receive')} text={t('first.receiveText')} />
          <Step n={admin ? 3 : 2} title={t('first.invite')} text={t('first.inviteText')}>
            {admin && (
              <Link
                to="/manage/users"
                className="inline-flex h-7 items-center rounded-r2 border border-line-2 px-2 text-12 font-medium hover:bg-surface-2 thumb:h-11"
              >
                {t('first.inviteNow')}
              </Link>
            )}
          </Step>
        </ol>
      </div>
    </div>
  )
}

function Step({
  n,
  title,
  text,
  done = false,
  children,
}: {
  n: number
  title: string
  text: string
  done?: boolean
  children?: ReactNode
}) {
  const t = useT()
  return (
    <li className="flex items-center gap-3 border-b border-line py-2.5 last:border-b-0">
      {done ? (
        <span className="grid size-6 shrink-0 place-items-center rounded-full bg-ok text-surface">
          <Check size={14} aria-hidden="true" />
          <span className="sr-only">{t('first.done')}</span>
        </span>
      ) : (
        <span
          aria-hidden="true"
          className="grid size-6 shrink-0 place-items-center rounded-full border border-line-3 text-12 text-text-2"
        >
          {n}
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className={`block text-13 font-medium ${done ? 'text-text-3' : ''}`}>{title}</span>
        <span className="block text-12 text-text-3">{text}</span>
      </span>
      {children}
    </li>
  )
}
