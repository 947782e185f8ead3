import { clsx } from 'clsx'
import Forward from 'lucide-react/icons/forward'
import Users from 'lucide-react/icons/users'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { isForwarded, isInGroup } from './metadata.ts'

/** Says above the content that a message was forwarded or written in a group. */
export function Provenance({ message, tight = false }: { message: Message; tight?: boolean }) {
  const t = useT()
  const lines = [
    ...(isInGroup(message) ? [{ Icon: Users, text: t('bubble.inGroup') }] : []),
    ...(isForwarded(message) ? [{ Icon: Forward, text: t('bubble.forwarded') }] : []),
  ]
  return lines.map(({ Icon, text }) => (
    <span
      key={text}
      className={clsx('mb-1 flex items-center gap-1 text-11 text-text-3', tight && 'px-2 pt-1')}
    >
      <Icon size={12} className="shrink-0" aria-hidden="true" />
      {text}
    </span>
  ))
}
