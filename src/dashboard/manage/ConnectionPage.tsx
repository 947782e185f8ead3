import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { answerOf } from '../../client/rest.ts'
import type { Health } from '../../protocol/health.ts'
import { formatSeconds } from '../i18n/formatSeconds.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Tag } from '../ui/Tag.tsx'
import { Fact, FactList, type HealthProps } from './FactList.tsx'
import { PageLayout } from './PageLayout.tsx'
import { Problems } from './Problems.tsx'
import { QueryState } from './QueryState.tsx'
import { TemplateState } from './TemplateState.tsx'

const EVERY_MS = 10_000

/** The state of the connection to Meta: what comes in, what goes out, and what is wrong. */
export function ConnectionPage() {
  const t = useT()
  const health = useQuery({
    queryKey: ['health'],
    queryFn: async () => (await answerOf(api.dashboard.health.$get())).data,
    refetchInterval: EVERY_MS,
  })
  const found = health.data
  return (
    <PageLayout
      title={t('manage.connection')}
      text={t('manage.connectionText')}
      action={
        found && (
          <Tag tone={found.status === 'ok' ? 'ok' : found.status === 'degraded' ? 'warn' : 'bad'}>
            {t(`connection.${found.status}`)}
          </Tag>
        )
      }
    >
      <QueryState query={health} />
      {found && (
        <>
          <Problems problems={found.problems} />
          <Incoming health={found} />
          <Outgoing health={found} />
          <TemplateState />
          <Server health={found} />
        </>
      )}
    </PageLayout>
  )
}

function Incoming({ health: { checks, checked_at } }: HealthProps<Health>) {
  const t = useT()
  const { last_webhook_at: at } = checks
  const ago = at && formatSeconds((Date.parse(checked_at) - Date.parse(at)) / 1000, t)
  return (
    <FactList title={t('connection.incoming')}>
      <Fact name={t('connection.lastWebhook')}>
        {ago ? t('connection.ago', { time: ago }) : t('connection.never')}
      </Fact>
      <Fact name={t('connection.signatures')} bad={checks.signature_failures > 0}>
        {checks.signature_failures}
      </Fact>
      <Fact name={t('connection.quarantine')} bad={checks.quarantine_waiting > 0}>
        <Link to="/manage/quarantine" className="underline underline-offset-2">
          {checks.quarantine_waiting}
        </Link>
      </Fact>
    </FactList>
  )
}

function Outgoing({ health: { checks, problems } }: HealthProps<Health>) {
  const t = useT()
  const codes = problems.map(({ code }) => code)
  const token = codes.includes('token_missing')
    ? 'missing'
    : codes.includes('token_refused')
      ? 'refused'
      : 'ok'
  return (
    <FactList title={t('connection.outgoing')}>
      <Fact name={t('connection.token')} bad={token !== 'ok'}>
        {t(`connection.token.${token}`)}
      </Fact>
      <Fact name={t('connection.queue')}>{checks.sends_waiting}</Fact>
      <Fact name={t('connection.oldest')} bad={codes.includes('sends_behind')}>
        {formatSeconds(checks.oldest_send_seconds, t)}
      </Fact>
    </FactList>
  )
}

function Server({ health: { checks } }: HealthProps<Health>) {
  const t = useT()
  return (
    <FactList title={t('connection.server')}>
      <Fact name={t('connection.database')} bad={checks.database !== 'ok'}>
        {t(`connection.database.${checks.database}`)}
      </Fact>
      <Fact name="Redis" bad={checks.redis === 'down'}>
        {t(`connection.redis.${checks.redis}`)}
      </Fact>
      <Fact name={t('connection.lag')}>{formatSeconds(checks.feed_lag_seconds, t)}</Fact>
      <Fact name={t('connection.sockets')}>{checks.sockets}</Fact>
    </FactList>
  )
}
