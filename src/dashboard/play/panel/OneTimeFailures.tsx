import Lock from 'lucide-react/icons/lock'
import MailX from 'lucide-react/icons/mail-x'
import WifiOff from 'lucide-react/icons/wifi-off'
import { useEffect } from 'react'
import type { Behaviour, BehaviourChange } from '../../../protocol/simulator.ts'
import { useInboxStore } from '../../data/inboxStore.tsx'
import { Button } from '../../ui/Button.tsx'
import { tip } from '../../ui/Tooltip.tsx'
import { useCustomer } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'

const WINDOW_CLOSED = 131047
const DROPPED_S = 10

/** Failures that happen a single time. */
export function OneTimeFailures({
  behaviour,
  behave,
}: {
  behaviour: Behaviour
  behave: (change: BehaviourChange) => void
}) {
  const text = useText()
  const { inbox } = useInboxStore()
  const customer = useCustomer()
  const { connection } = inbox
  useEffect(() => () => connection.tryNow(), [connection])
  const refuse = (phone: string) =>
    behave({
      failures: [{ code: WINDOW_CLOSED, next: 1, phone, as: 'response' }, ...behaviour.failures],
    })
  return (
    <section aria-label={text('onceNow')} className="px-4 py-3">
      <h3 className="mb-2 text-12 font-semibold text-text-2">{text('onceNow')}</h3>
      <div className="grid grid-cols-2 gap-2">
        <Button
          disabled={!customer}
          icon={<Lock size={14} aria-hidden="true" />}
          {...tip(text('closeWindowHint'))}
          onClick={() => customer && refuse(customer.phone)}
          className="px-2 text-12"
        >
          {text('closeWindow')}
        </Button>
        <Button
          icon={<WifiOff size={14} aria-hidden="true" />}
          {...tip(text('dropLinkHint'))}
          onClick={() => connection.cut(DROPPED_S * 1_000)}
          className="px-2 text-12"
        >
          {text('dropLink', { n: DROPPED_S })}
        </Button>
        <Button
          icon={<MailX size={14} aria-hidden="true" />}
          {...tip(text('loseAnswerHint'))}
          onClick={() => behave({ drop_responses: 1 })}
          className="px-2 text-12"
        >
          {text('loseAnswer')}
        </Button>
      </div>
    </section>
  )
}
