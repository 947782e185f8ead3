import '../i18n/lazyTexts.ts'
import { useDeferredValue, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { Lead } from '../../protocol/lead.ts'
import { usePages } from '../data/usePages.ts'
import { useT } from '../i18n/i18n.tsx'
import { money, phoneNumber } from '../i18n/values.ts'
import { PageLayout } from '../manage/PageLayout.tsx'
import { QueryTable } from '../manage/QueryTable.tsx'
import { api } from '../session/session.ts'
import { isStaff, useMe } from '../session/useSession.ts'
import { LoadMoreButton } from '../ui/LoadMoreButton.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { ExportLeads } from './ExportLeads.tsx'
import { ImportLeads } from './ImportLeads.tsx'

export const LEADS = 'leads'

/** The list of leads. Agents see only those of their own rooms. */
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
      <PageLayout
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
          className="max-w-96 border-line-3! bg-surface!"
          label={t('leads.search')}
          placeholder={t('leads.search')}
          clearLabel={t('ui.clear')}
          value={typed}
          onChange={setTyped}
        />
        <QueryTable<Lead>
          label={t('shell.leads')}
          query={pages}
          rows={pages.rows}
          keyOf={({ id }) => id}
          empty={q ? t('leads.notFound', { q }) : t('leads.none')}
          columns={[
            {
              name: t('lead.name'),
              cell: ({ name }) => (
                <span className="font-medium">
                  <Words>{name}</Words>
                </span>
              ),
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
            { name: t('lead.loan_type'), cell: ({ loan_type }) => <Words>{loan_type}</Words> },
            {
              name: t('lead.leads_status'),
              cell: ({ leads_status }) => <Words>{leads_status}</Words>,
            },
            {
              name: t('lead.contact_status'),
              cell: ({ contact_status }) => <Words>{contact_status}</Words>,
            },
          ]}
        />
        <LoadMoreButton query={pages} />
      </PageLayout>
    </main>
  )
}

/** A text of any length. Its width is limited, since a column that asks for too much narrows those whose words fit. */
const Words = ({ children }: { children: string | null }) => (
  <span className="block wrap-anywhere desk:max-w-72">{children ?? '—'}</span>
)
