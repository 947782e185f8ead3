import LayoutTemplate from 'lucide-react/icons/layout-template'
import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { asRecord, asText } from '../metadata.ts'
import { TextBody } from '../TextBody.tsx'

/** A template message as the customer reads it, with the template's name. */
export function TemplateBody({ message }: { message: Message }) {
  const t = useT()
  const part = asRecord(message.metadata.template)
  const name = asText(part.name)
  return (
    <div className="flow-root">
      {name && (
        <div className="mb-1 flex items-center gap-1 text-11 font-medium text-text-2">
          <LayoutTemplate size={14} aria-hidden="true" className="shrink-0" />
          <span className="truncate">{t('bubble.templateLabel', { name })}</span>
        </div>
      )}
      <TextBody text={message.content_text ?? t('kind.template')} />
      <BubbleMeta message={message} />
    </div>
  )
}
