import type { ReactNode } from 'react'
import type { HistoryEntry } from '../../protocol/rooms.ts'
import type { Translate } from '../i18n/i18n.tsx'

const bold = (text: unknown) => <b className="font-medium">{String(text ?? '–')}</b>

/** A history entry as a sentence. Without an actor it happened by itself. */
export function describeHistoryEntry(entry: HistoryEntry, t: Translate): ReactNode {
  const who = entry.actor_name ?? t('history.byItself')
  const agent = bold(entry.agent_name)
  const { from, to } = entry.data
  switch (entry.kind) {
    case 'assigned':
      return t.rich('history.assigned', { who, agent })
    case 'unassigned':
      return t.rich('history.unassigned', { who, agent })
    case 'claimed':
      return t.rich('history.claimed', { who: agent })
    case 'status':
      if (to === 'closed') return t('history.closed', { who })
      return entry.actor_name ? t('history.reopened', { who }) : t('history.reopenedByCustomer')
    case 'title':
      return to == null
        ? t('history.untitled', { who })
        : t.rich('history.titled', { who, to: bold(to) })
    case 'customer_type':
      return t.rich('history.type', { who, to: bold(typeInWords(to, t)) })
    case 'tags':
      return t.rich('history.tags', { who, to: bold(listed(to)) })
    case 'lead':
      return t('history.lead', { who })
    case 'merged':
      return t('history.merged', { who })
    default:
      return t.rich('history.other', { who, what: bold([from, to].filter(Boolean).join(' → ')) })
  }
}

const TYPES = ['customer', 'partner', 'vendor', 'srdp'] as const

function typeInWords(type: unknown, t: Translate): string {
  const known = TYPES.find((one) => one === type)
  return known ? t(`type.${known}`) : String(type)
}

const listed = (tags: unknown) => (Array.isArray(tags) && tags.length > 0 ? tags.join(', ') : '–')
