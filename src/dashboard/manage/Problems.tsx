import CircleAlert from 'lucide-react/icons/circle-alert'
import CircleCheck from 'lucide-react/icons/circle-check'
import type { Problem } from '../../protocol/health.ts'
import { duration } from '../i18n/amounts.ts'
import { type Translate, useT } from '../i18n/i18n.tsx'

const STOPS: readonly Problem['code'][] = ['database_down', 'migrations_pending', 'draining']

/** What is wrong, and what to do about it; or that nothing is. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  const t = useT()
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-r4 border border-line bg-ok-soft px-5 py-4 text-14 text-ok">
        <CircleCheck size={16} aria-hidden="true" className="shrink-0" />
        {t('connection.fine')}
      </p>
    )
  }
  return (
    <ul className="grid gap-2">
      {problems.map((problem) => (
        <li
          key={`${problem.code} ${problem.details.number ?? ''}`}
          className={`flex gap-3 rounded-r4 border px-5 py-4 text-13 ${
            STOPS.includes(problem.code)
              ? 'border-bad-line bg-bad-soft text-bad'
              : 'border-warn-line bg-warn-soft text-warn'
          }`}
        >
          <CircleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0" />
          <div role="alert">
            <p className="text-14 font-semibold">{t(`problem.${problem.code}`)}</p>
            <p>{whatToDo(problem, t)}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}

function whatToDo({ code, details }: Problem, t: Translate): string {
  const text = (name: string) => String(details[name] ?? '')
  const time = (unit: number, name: string) => duration(Number(details[name] ?? 0) * unit, t)
  switch (code) {
    case 'token_refused':
    case 'number_refused':
      return t(`problem.${code}.do`, {
        number: text('number'),
        reason: text('reason') || t('problem.noReason'),
      })
    case 'signature_failures':
      return t('problem.signature_failures.do', { failures: text('failures') })
    case 'not_stored':
      return t('problem.not_stored.do', { deliveries: text('deliveries') })
    case 'no_webhooks':
      return t('problem.no_webhooks.do', { time: time(60, 'minutes') })
    case 'feed_behind':
      return t('problem.feed_behind.do', { time: time(1, 'seconds') })
    case 'sends_behind':
      return t('problem.sends_behind.do', { waiting: text('waiting'), time: time(1, 'seconds') })
    default:
      return t(`problem.${code}.do`)
  }
}
