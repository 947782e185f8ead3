import { useQuery } from '@tanstack/react-query'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import { answerOf } from '../../client/rest.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Fact, FactList } from './FactList.tsx'
import { useSave } from './useSave.ts'
import { useTimeFormat } from './useTimeFormat.ts'

const STATE = ['templates', 'state']

/** When the templates were last fetched from Meta, and why fetching has failed since. */
export function TemplateState() {
  const t = useT()
  const time = useTimeFormat()
  const { data } = useQuery({
    queryKey: STATE,
    queryFn: () => answerOf(api.templates.$get({ query: { limit: '1' } })),
  })
  const ask = useSave(['templates'], () => answerOf(api.templates.refresh.$post()))
  const problem = data?.problem ?? 'none'
  return (
    <FactList
      title={t('shell.templates')}
      action={
        <Button
          size="sm"
          busy={ask.isPending}
          icon={<RefreshCw size={14} aria-hidden="true" />}
          onClick={() => ask.mutate(undefined)}
        >
          {t('connection.askNow')}
        </Button>
      }
    >
      <Fact name={t('connection.fetched')}>
        {data?.fetched_at ? time(data.fetched_at) : t('connection.never')}
      </Fact>
      <Fact name={t('connection.sync')} bad={problem !== 'none'}>
        {t(`connection.sync.${problem}`)}
      </Fact>
    </FactList>
  )
}
