import Clock from 'lucide-react/icons/clock'
import Copy from 'lucide-react/icons/copy'
import EyeOff from 'lucide-react/icons/eye-off'
import Shuffle from 'lucide-react/icons/shuffle'
import { simulator } from '../data/api.ts'
import { useBehaviour } from '../data/useBehaviour.ts'
import { attempt, useCustomer } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'
import { FailureByCode } from './FailureByCode.tsx'
import { Amount, Misbehaviour } from './Misbehaviour.tsx'
import { MoreMisbehaviours } from './MoreMisbehaviours.tsx'
import { OneTimeFailures } from './OneTimeFailures.tsx'

const LONGEST_DELAY_S = 15
const WIDEST_SHUFFLE = 10

/** All the ways in which Meta can misbehave, with a switch for each. */
export function Misbehaviours() {
  const text = useText()
  const customer = useCustomer()
  const { behaviour, behave } = useBehaviour()
  return (
    <section
      aria-label={text('misbehaviours')}
      className="scroll-thin min-h-0 overflow-y-auto rounded-r4 border border-line bg-surface max-wide:overflow-visible"
    >
      <header className="flex h-11 items-center gap-2 border-b border-line px-4">
        <h2 className="flex-1 text-14 font-semibold">{text('misbehaviours')}</h2>
        <button
          type="button"
          onClick={() => void attempt(simulator.resetBehaviour)}
          className="text-12 font-medium text-accent-text hover:underline thumb:-mr-2 thumb:min-h-11 thumb:px-2"
        >
          {text('allOff')}
        </button>
      </header>
      {behaviour && (
        <>
          <Misbehaviour
            icon={Copy}
            title={text('duplicates')}
            hint={text('duplicatesHint')}
            on={behaviour.duplicates > 0}
            onSwitch={(on) => behave({ duplicates: on ? 0.3 : 0 })}
          >
            <Amount
              label={text('share')}
              shown={text('percent', { n: Math.round(behaviour.duplicates * 100) })}
              value={Math.round(behaviour.duplicates * 100)}
              min={5}
              max={100}
              step={5}
              onChange={(percent) => behave({ duplicates: percent / 100 })}
            />
          </Misbehaviour>
          <Misbehaviour
            icon={Shuffle}
            title={text('reordering')}
            hint={text('reorderingHint')}
            on={behaviour.reorder_within > 1}
            onSwitch={(on) => behave({ reorder_within: on ? 3 : 0 })}
          >
            <Amount
              label={text('within')}
              shown={text('events', { n: behaviour.reorder_within })}
              value={behaviour.reorder_within}
              min={2}
              max={WIDEST_SHUFFLE}
              step={1}
              onChange={(n) => behave({ reorder_within: n })}
            />
          </Misbehaviour>
          <Misbehaviour
            icon={Clock}
            title={text('delays')}
            hint={text('delaysHint')}
            on={behaviour.delay_ms > 0}
            onSwitch={(on) => behave({ delay_ms: on ? 8_000 : 0 })}
          >
            <Amount
              label={text('upTo')}
              shown={text('seconds', { n: behaviour.delay_ms / 1_000 })}
              value={behaviour.delay_ms / 1_000}
              min={1}
              max={LONGEST_DELAY_S}
              step={1}
              onChange={(seconds) => behave({ delay_ms: seconds * 1_000 })}
            />
          </Misbehaviour>
          <FailureByCode behaviour={behaviour} behave={behave} />
          <Misbehaviour
            icon={EyeOff}
            title={text('hidden')}
            hint={text('hiddenHint')}
            on={behaviour.hidden}
            onSwitch={(hidden) => behave({ hidden })}
          >
            <dl className="grid grid-cols-[auto_1fr] gap-x-2 gap-y-1 text-12 [&>dd]:truncate [&>dd]:text-right [&>dd]:font-medium [&>dt]:text-text-2">
              <dt>{text('username')}</dt>
              <dd>{customer?.username ? `@${customer.username}` : '—'}</dd>
              <dt>{text('userId')}</dt>
              <dd className="tabular-nums">{customer?.user_id ?? '—'}</dd>
            </dl>
          </Misbehaviour>
          <MoreMisbehaviours behaviour={behaviour} behave={behave} />
          <OneTimeFailures behaviour={behaviour} behave={behave} />
        </>
      )}
    </section>
  )
}
