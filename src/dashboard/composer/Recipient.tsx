import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import { useT } from '../i18n/i18n.tsx'
import { phoneNumber } from '../i18n/values.ts'
import { api } from '../session/session.ts'
import { Field } from '../ui/Field.tsx'

const SHOWN = '5'

/** A phone number, typed in or taken from a lead that is searched by name or number. */
export function Recipient({
  value,
  onChange,
}: {
  value: string
  /** `name`: the lead's name; null for a number that was typed in. */
  onChange: (value: string, name: string | null) => void
}) {
  const t = useT()
  const [chosen, setChosen] = useState<string | null>(null)
  const q = useDeferredValue(value.trim())
  const leads = useQuery({
    queryKey: ['leads', 'named', q],
    enabled: q !== '' && chosen === null,
    queryFn: async () => (await answerOf(api.leads.$get({ query: { q, limit: SHOWN } }))).data,
  })
  const found =
    chosen === null && q !== '' ? (leads.data ?? []).filter(({ phone }) => phone !== null) : []
  return (
    <div className="relative">
      <Field
        label={t('begin.to')}
        hint={chosen ?? t('begin.toHint')}
        required
        autoComplete="off"
        value={value}
        onChange={(event) => {
          setChosen(null)
          onChange(event.target.value, null)
        }}
      />
      {found.length > 0 && (
        <ul
          aria-label={t('begin.leads')}
          className="absolute inset-x-0 top-16 z-10 rounded-r4 border border-line-2 bg-surface p-1 shadow-pop thumb:top-18"
        >
          {found.map(({ id, name, phone }) => (
            <li key={id}>
              <button
                type="button"
                onClick={() => {
                  setChosen(name)
                  onChange(phoneNumber(phone!), name)
                }}
                className="flex h-9 w-full items-center gap-3 rounded-r3 px-3 text-left text-13 hover:bg-surface-2 focus-visible:bg-surface-2 thumb:h-11"
              >
                <span className="min-w-0 flex-1 truncate">{name ?? phoneNumber(phone!)}</span>
                <span className="text-text-3 tabular-nums">{phoneNumber(phone!)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
