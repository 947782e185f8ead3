import '../i18n/lazyTexts.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Template } from '../../protocol/template.ts'
import { TemplateList } from '../composer/TemplateList.tsx'
import { templatesQuery } from '../data/templates.ts'
import { useT } from '../i18n/i18n.tsx'
import { QueryError } from '../manage/QueryError.tsx'
import { TemplateState } from '../manage/TemplateState.tsx'
import { useMe } from '../session/useSession.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { OneTemplate } from './OneTemplate.tsx'

/** All approved templates with a preview. Only these can be sent to customers who have not written for a day. */
export function TemplatesPage() {
  const t = useT()
  const me = useMe()
  const [chosen, setChosen] = useState<Template | null>(null)
  const templates = useQuery(templatesQuery())
  return (
    <main className="flex h-full min-h-0 max-desk:flex-col">
      <section
        aria-label={t('shell.templates')}
        className="flex min-h-0 shrink-0 flex-col border-line bg-surface max-desk:max-h-1/2 max-desk:border-b desk:w-(--list) desk:border-r"
      >
        <h1 className="flex h-(--bar) shrink-0 items-center px-4 text-16 font-semibold max-desk:text-20">
          {t('shell.templates')}
        </h1>
        <TemplateList templates={templates.data} chosen={chosen} onChoose={setChosen} />
        {templates.isPending && <Skeleton className="m-4 h-12 rounded-r3" />}
        {templates.error && <QueryError query={templates} />}
      </section>
      <div className="scroll-thin min-w-0 flex-1 overflow-y-auto bg-thread">
        <div className="mx-auto grid max-w-2xl gap-6 p-6 max-desk:p-4">
          {chosen ? (
            <OneTemplate template={chosen} />
          ) : (
            <p className="py-16 text-center text-13 text-text-2">{t('template.chooseToSee')}</p>
          )}
          {me.role === 'admin' && <TemplateState />}
        </div>
      </div>
    </main>
  )
}
