import ExternalLink from 'lucide-react/icons/external-link'
import List from 'lucide-react/icons/list'
import MapPin from 'lucide-react/icons/map-pin'
import Reply from 'lucide-react/icons/reply'
import type { Message } from '../../../protocol/message.ts'
import { type Translate, useT } from '../../i18n/i18n.tsx'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { record, records, words } from '../metadata.ts'
import { TextBody } from '../TextBody.tsx'
import { BubbleButtons } from './BubbleButtons.tsx'
import { ButtonBody } from './ButtonBody.tsx'

/** Ours: text with buttons or a list. The customer's: what they chose of it. */
export function InteractiveBody({ message }: { message: Message }) {
  const t = useT()
  const part = record(message.metadata.interactive)
  if (message.direction === 'incoming') return <Chosen message={message} />
  const header = words(record(part.header).text)
  const footer = words(record(part.footer).text)
  return (
    <div className="flow-root">
      {header && <div className="font-semibold [overflow-wrap:anywhere]">{header}</div>}
      <TextBody text={words(record(part.body).text) ?? message.content_text ?? ''} />
      {footer && <div className="text-12 text-text-3 [overflow-wrap:anywhere]">{footer}</div>}
      <BubbleMeta message={message} />
      <BubbleButtons buttons={buttonsOf(part, t)} />
    </div>
  )
}

function Chosen({ message }: { message: Message }) {
  const t = useT()
  const part = record(message.metadata.interactive)
  const description = words(record(part.list_reply).description)
  if (part.type === 'nfm_reply') {
    return <ButtonBody message={{ ...message, content_text: t('bubble.form') }} />
  }
  return (
    <>
      <ButtonBody message={message} />
      {description && (
        <span dir="auto" className="clear-both block text-12 text-text-3 [overflow-wrap:anywhere]">
          {description}
        </span>
      )}
    </>
  )
}

function buttonsOf(part: Record<string, unknown>, t: Translate) {
  const action = record(part.action)
  const size = 16
  switch (part.type) {
    case 'button':
      return records(action.buttons).map(({ reply }) => ({
        icon: <Reply size={size} aria-hidden="true" />,
        label: words(record(reply).title) ?? '',
      }))
    case 'list':
      return [
        {
          icon: <List size={size} aria-hidden="true" />,
          label: t('bubble.list', { button: words(action.button) ?? '' }),
        },
        ...records(action.sections)
          .flatMap(({ rows }) => records(rows))
          .map((row) => ({
            icon: <Reply size={size} aria-hidden="true" />,
            label: words(row.title) ?? '',
          })),
      ]
    case 'cta_url':
      return [
        {
          icon: <ExternalLink size={size} aria-hidden="true" />,
          label: words(record(action.parameters).display_text) ?? '',
        },
      ]
    case 'location_request_message':
      return [{ icon: <MapPin size={size} aria-hidden="true" />, label: t('bubble.place') }]
    default:
      return []
  }
}
