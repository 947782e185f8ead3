import CircleHelp from 'lucide-react/icons/circle-question-mark'
import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { titleOf } from '../../inbox/titleOf.ts'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { firstName } from '../firstName.ts'
import { asRecord, asText } from '../metadata.ts'
import { useThread } from '../ThreadContext.tsx'

/** A message whose content WhatsApp does not pass on. It says so. */
export function UnsupportedBody({ message }: { message: Message }) {
  const t = useT()
  const { room } = useThread()
  const name = firstName(titleOf(room))
  const kind =
    asText(asRecord(message.metadata.unsupported).type) ??
    asText(asRecord(message.metadata.raw).type)
  const said =
    message.direction === 'outgoing'
      ? t('bubble.unsupportedOfUs')
      : kind && kind !== 'unsupported'
        ? t('bubble.unsupportedKind', { kind, name })
        : t('bubble.unsupported', { name })
  return (
    <div className="flex items-center gap-2 rounded-r4 border border-dashed border-line-3 px-3 py-[7px] text-13 text-text-2">
      <CircleHelp size={16} aria-hidden="true" className="shrink-0" />
      <span className="min-w-0 wrap-anywhere">{said}</span>
      <BubbleMeta message={message} className="float-none m-0!" />
    </div>
  )
}
