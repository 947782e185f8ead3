import type { Problem } from '../../protocol/health.ts'
import { formatSeconds } from '../i18n/formatSeconds.ts'
import type { Translate } from '../i18n/i18n.tsx'

/** What a problem means, and what to do about it. */
export function whatToDo({ code, details }: Problem, t: Translate): string {
  const text = (name: string) => String(details[name] ?? '')
  const time = (unit: number, name: string) => formatSeconds(Number(details[name] ?? 0) * unit, t)
  switch (code) {
    case 'token_refused':
    case 'number_refused':
      return t(`problem.${code}.do`, {
        number: text('number'),
        reason: text('reason') || t('problem.noReason'),
      })
    case 'signature_failures':
      return t('problem.signature_failures.do', { failures: text('failures') })
    case 'not_stored':
      return t('problem.not_stored.do', { deliveries: text('deliveries') })
    case 'no_webhooks':
      return t('problem.no_webhooks.do', { time: time(60, 'minutes') })
    case 'feed_behind':
      return t('problem.feed_behind.do', { time: time(1, 'seconds') })
    case 'sends_behind':
      return t('problem.sends_behind.do', { waiting: text('waiting'), time: time(1, 'seconds') })
    case 'files_behind':
      return t('problem.files_behind.do', { files: text('files') })
    case 'redis_down':
      return details.reason
        ? t('problem.redis_down.refuses', { reason: text('reason') })
        : t('problem.redis_down.silent')
    default:
      return t(`problem.${code}.do`)
  }
}
