import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import CircleAlert from 'lucide-react/icons/circle-alert'
import { useState } from 'react'
import type { Behaviour, BehaviourChange } from '../../../protocol/simulator.ts'
import { Select } from '../../ui/Select.tsx'
import { simulator } from '../data/api.ts'
import { useText } from '../text.ts'
import { Misbehaviour } from './Misbehaviour.tsx'

/** The code that is preselected: an error that an agent can do something about. */
const FIRST = '131053'
/** How many sends fail: the next one, the next five, or all. */
const TIMES = [
  { label: 'next', next: 1 },
  { label: 'nextFive', next: 5 },
  { label: 'always', next: null },
] as const

/** Makes sends fail with one of Meta's error codes. */
export function FailureByCode({
  behaviour,
  behave,
}: {
  behaviour: Behaviour
  behave: (change: BehaviourChange) => void
}) {
  const text = useText()
  const codes = useQuery({ queryKey: ['simulator', 'codes'], queryFn: simulator.errorCodes })
  const [code, setCode] = useState(FIRST)
  const [times, setTimes] = useState<(typeof TIMES)[number]>(TIMES[0])
  // Failures for one customer come from OneTimeFailures and are kept.
  const others = behaviour.failures.filter(({ phone }) => phone !== undefined)
  const mine = behaviour.failures.find(({ phone }) => phone === undefined)
  const fail = (code: string, next: number | null) =>
    behave({ failures: [...others, { code: Number(code), next, as: 'response' }] })
  return (
    <Misbehaviour
      icon={CircleAlert}
      title={text('failure')}
      hint={text('failureHint')}
      on={mine !== undefined}
      onSwitch={(on) => (on ? fail(code, times.next) : behave({ failures: others }))}
    >
      <Select
        label={text('code')}
        hideLabel
        value={code}
        onChange={(next) => {
          setCode(next)
          fail(next, times.next)
        }}
        options={(codes.data ?? []).map((one) => ({
          value: String(one.code),
          label: `${one.code} ${one.title}`,
        }))}
      />
      <fieldset className="mt-2 flex rounded-r3 border border-line bg-surface-2 p-0.5">
        <legend className="sr-only">{text('howOften')}</legend>
        {TIMES.map((one) => (
          <button
            key={one.label}
            type="button"
            aria-pressed={one === times}
            onClick={() => {
              setTimes(one)
              fail(code, one.next)
            }}
            className={clsx(
              'h-7 flex-1 rounded-r2 border px-1 text-12 font-medium thumb:h-11',
              one === times
                ? 'border-line-2 bg-surface'
                : 'border-transparent text-text-2 hover:text-text',
            )}
          >
            {text(one.label)}
          </button>
        ))}
      </fieldset>
    </Misbehaviour>
  )
}
