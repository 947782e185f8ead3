import type { Behaviour, BehaviourChange } from '../../../protocol/simulator.ts'
import { Switch } from '../../ui/Switch.tsx'
import { useText } from '../text.ts'

const BATCH = 10

/** Misbehaviours that are only on or off and need no explanation. */
export function MoreMisbehaviours({
  behaviour,
  behave,
}: {
  behaviour: Behaviour
  behave: (change: BehaviourChange) => void
}) {
  const text = useText()
  const reads = behaviour.statuses.includes('read')
  const rows = [
    { label: 'paused', on: behaviour.paused, change: (paused: boolean) => ({ paused }) },
    {
      label: 'batches',
      on: behaviour.batch_size > 1,
      change: (on: boolean) => ({ batch_size: on ? BATCH : 1 }),
    },
    {
      label: 'noRead',
      on: !reads,
      change: (on: boolean) => ({
        statuses: on ? ['sent' as const, 'delivered' as const] : ALL,
      }),
    },
    {
      label: 'statusFirst',
      on: behaviour.status_first,
      change: (status_first: boolean) => ({ status_first }),
    },
    {
      label: 'window',
      on: behaviour.enforce_window,
      change: (enforce_window: boolean) => ({ enforce_window }),
    },
    {
      label: 'limits',
      on: behaviour.enforce_limits,
      change: (enforce_limits: boolean) => ({ enforce_limits }),
    },
    {
      label: 'token',
      on: behaviour.refuse_token,
      change: (refuse_token: boolean) => ({ refuse_token }),
    },
  ] as const
  return (
    <section aria-label={text('more')} className="border-b border-line px-4 py-3">
      <h3 className="mb-1 text-12 font-semibold text-text-2">{text('more')}</h3>
      <ul className="grid gap-1">
        {rows.map(({ label, on, change }) => (
          <li key={label} className="flex min-h-7 items-center gap-2 text-13 thumb:min-h-11">
            <span className="flex-1">{text(label)}</span>
            <Switch label={text(label)} checked={on} onChange={(next) => behave(change(next))} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const ALL: Behaviour['statuses'] = ['sent', 'delivered', 'read']
