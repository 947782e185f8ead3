import ExternalLink from 'lucide-react/icons/external-link'
import List from 'lucide-react/icons/list'
import MapPin from 'lucide-react/icons/map-pin'
import Reply from 'lucide-react/icons/reply'
import type { Message } from '../../../protocol/message.ts'
import { type Translate, useT } from '../../i18n/i18n.tsx'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { asRecord, asRecords, asText, formAnswers } from '../metadata.ts'
import { TextBody } from '../TextBody.tsx'
import { BubbleButtons } from './BubbleButtons.tsx'
import { ButtonBody } from './ButtonBody.tsx'

/** Outgoing: the text with its buttons or list. Incoming: what the customer chose. */
export function InteractiveBody({ message }: { message: Message }) {
  const t = useT()
  const part = asRecord(message.metadata.interactive)
  if (message.direction === 'incoming') return <Chosen message={message} />
  const header = asText(asRecord(part.header).text)
  const footer = asText(asRecord(part.footer).text)
  return (
    <div className="flow-root">
      {header && <div className="font-semibold [overflow-wrap:anywhere]">{header}</div>}
      <TextBody text={asText(asRecord(part.body).text) ?? message.content_text ?? ''} />
      {footer && <div className="text-12 text-text-3 [overflow-wrap:anywhere]">{footer}</div>}
      <BubbleMeta message={message} />
      <BubbleButtons buttons={buttonsOf(part, t)} />
    </div>
  )
}

function Chosen({ message }: { message: Message }) {
  const t = useT()
  const part = asRecord(message.metadata.interactive)
  const description = asText(asRecord(part.list_reply).description)
  if (part.type === 'nfm_reply') {
    return (
      <>
        <ButtonBody message={{ ...message, content_text: t('bubble.form') }} />
        <Answers message={message} />
      </>
    )
  }
  return (
    <>
      <ButtonBody
        message={{ ...message, content_text: message.content_text ?? t('kind.interactive') }}
      />
      {description && (
        <span dir="auto" className="clear-both block text-12 text-text-3 [overflow-wrap:anywhere]">
          {description}
        </span>
      )}
    </>
  )
}

/** The answers of a form, field by field. */
function Answers({ message }: { message: Message }) {
  const answers = formAnswers(message)
  if (answers.length === 0) return null
  return (
    <dl className="clear-both grid gap-1 pt-1 text-13 [overflow-wrap:anywhere]">
      {answers.map(({ name, value }, n) => (
        <div key={String(n)}>
          <dt className="text-12 text-text-3">{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function buttonsOf(part: Record<string, unknown>, t: Translate) {
  const action = asRecord(part.action)
  const size = 16
  switch (part.type) {
    case 'button':
      return asRecords(action.buttons).map(({ reply }) => ({
        icon: <Reply size={size} aria-hidden="true" />,
        label: asText(asRecord(reply).title) ?? '',
      }))
    case 'list':
      return [
        {
          icon: <List size={size} aria-hidden="true" />,
          label: t('bubble.list', { button: asText(action.button) ?? '' }),
        },
        ...asRecords(action.sections)
          .flatMap(({ rows }) => asRecords(rows))
          .map((row) => ({
            icon: <Reply size={size} aria-hidden="true" />,
            label: asText(row.title) ?? '',
          })),
      ]
    case 'cta_url':
      return [
        {
          icon: <ExternalLink size={size} aria-hidden="true" />,
          label: asText(asRecord(action.parameters).display_text) ?? '',
        },
      ]
    case 'location_request_message':
      return [{ icon: <MapPin size={size} aria-hidden="true" />, label: t('bubble.place') }]
    default:
      return []
  }
}
