import CircleAlert from 'lucide-react/icons/circle-alert'
import CircleCheck from 'lucide-react/icons/circle-check'
import type { Problem } from '../../protocol/health.ts'
import { useT } from '../i18n/i18n.tsx'
import { whatToDo } from './whatToDo.ts'

const STOPS: readonly Problem['code'][] = ['database_down', 'migrations_pending', 'draining']

/** The current problems with advice for each, or that there are none. */
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
