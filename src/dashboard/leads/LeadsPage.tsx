import '../i18n/late.ts'
import { useDeferredValue, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { Lead } from '../../protocol/lead.ts'
import { useT } from '../i18n/i18n.tsx'
import { money, phoneNumber } from '../i18n/values.ts'
import { Listing } from '../manage/Listing.tsx'
import { More } from '../manage/More.tsx'
import { Section } from '../manage/Section.tsx'
import { usePages } from '../manage/usePages.ts'
import { api } from '../session/session.ts'
import { isStaff, useMe } from '../session/useSession.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { ExportLeads } from './ExportLeads.tsx'
import { ImportLeads } from './ImportLeads.tsx'

export const LEADS = 'leads'

/** Who is in the books; an agent has those of their rooms. */
export function LeadsPage() {
  const t = useT()
  const staff = isStaff(useMe())
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const pages = usePages<Lead>([LEADS, q], (cursor) =>
    answerOf(
      api.leads.$get({ query: { ...(q && { q }), ...(cursor && { cursor }), limit: '50' } }),
    ),
  )
  return (
    <main className="scroll-thin h-full overflow-y-auto">
      <Section
        title={t('shell.leads')}
        text={t(staff ? 'leads.text' : 'leads.textOfAgent')}
        action={
          staff && (
            <div className="flex gap-2">
              <ExportLeads />
              <ImportLeads />
            </div>
          )
        }
      >
        <SearchField
          className="max-w-96"
          label={t('leads.search')}
          placeholder={t('leads.search')}
          clearLabel={t('ui.clear')}
          value={typed}
          onChange={setTyped}
        />
        <Listing<Lead>
          label={t('shell.leads')}
          query={pages}
          rows={pages.rows}
          keyOf={({ id }) => id}
          empty={q ? t('leads.notFound', { q }) : t('leads.none')}
          columns={[
            {
              name: t('lead.name'),
              cell: ({ name }) => <span className="font-medium">{name ?? '—'}</span>,
            },
            {
              name: t('leads.phone'),
              className: 'whitespace-nowrap tabular-nums',
              cell: ({ phone }) => (phone ? phoneNumber(phone) : '—'),
            },
            {
              name: t('lead.outstanding'),
              className: 'text-right whitespace-nowrap tabular-nums',
              cell: ({ outstanding }) => (outstanding === null ? '—' : money(outstanding)),
            },
            { name: t('lead.loan_type'), cell: ({ loan_type }) => loan_type ?? '—' },
            { name: t('lead.leads_status'), cell: ({ leads_status }) => leads_status ?? '—' },
            { name: t('lead.contact_status'), cell: ({ contact_status }) => contact_status ?? '—' },
          ]}
        />
        <More query={pages} />
      </Section>
    </main>
  )
}
