import { clsx } from 'clsx'
import CornerUpLeft from 'lucide-react/icons/corner-up-left'
import ExternalLink from 'lucide-react/icons/external-link'
import type { ChatMessage, ChatOption, Customer } from '../../../protocol/simulator.ts'
import { clock } from '../../i18n/time.ts'
import { TextBody } from '../../thread/TextBody.tsx'
import { Tick } from '../../ui/Tick.tsx'
import { simulator } from '../data/api.ts'
import { attempt } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'
import { messageSummary } from './customerName.ts'
import type { About } from './Phone.tsx'
import { PhoneActions } from './PhoneActions.tsx'
import { PhoneContent } from './PhoneContent.tsx'

/** A message as the customer sees it: theirs on the right, ours on the left, with its buttons. */
export function PhoneBubble({
  customer,
  message,
  quoted,
  onAbout,
}: {
  customer: Customer
  message: ChatMessage
  quoted: ChatMessage | undefined
  onAbout: (about: About) => void
}) {
  const text = useText()
  const mine = message.from === 'customer'
  const reactions = Object.values(message.reactions).filter((emoji) => emoji !== null)
  return (
    <div
      data-wamid={message.id}
      className={clsx(
        'group relative mt-2 w-fit max-w-[84%]',
        mine ? 'ml-auto' : 'mr-auto',
        reactions.length > 0 && 'mb-4',
      )}
    >
      <div
        className={clsx(
          'overflow-hidden rounded-r4 border text-13',
          mine ? 'border-out-line bg-out' : 'border-in-line bg-in',
        )}
      >
        <div className="px-3 py-[7px]">
          {quoted && (
            <div className="-mx-1.5 mb-1 line-clamp-2 rounded-r2 border-l-3 border-accent bg-surface-2 px-2 py-1 text-12 text-text-2">
              {messageSummary(quoted, text)}
            </div>
          )}
          {message.header && <b className="block font-semibold">{message.header}</b>}
          {message.revoked ? (
            <i className="text-text-3">{text('revoked')}</i>
          ) : (
            <>
              <PhoneContent message={message} />
              {message.text && <TextBody text={message.text} />}
            </>
          )}
          {message.footer && <p className="text-12 text-text-3">{message.footer}</p>}
          <span
            className={clsx(
              'float-right mt-1 ml-3 inline-flex items-center gap-1 text-11 tabular-nums',
              mine ? 'text-text-2' : 'text-text-3',
            )}
          >
            {message.edited && text('edited')}
            <time dateTime={message.at}>{clock(message.at)}</time>
            {mine && <Tick status={message.status} />}
          </span>
        </div>
        {!message.revoked &&
          message.options.map((option) => (
            <Option key={option.id} customer={customer} message={message} option={option} />
          ))}
      </div>
      {reactions.length > 0 && (
        <span
          role="img"
          aria-label={text('reacted', { emoji: reactions.join(' ') })}
          className="absolute -bottom-3.5 left-3 rounded-full border border-line-2 bg-surface px-1.5 text-12"
        >
          {reactions.join(' ')}
        </span>
      )}
      {!message.revoked && (
        <div className={clsx('absolute top-1', mine ? 'right-full mr-1' : 'left-full ml-1')}>
          <PhoneActions customer={customer} message={message} onAbout={onAbout} />
        </div>
      )}
    </div>
  )
}

/** A button or a list row. Pressing it sends a webhook, except for a link, which opens on the phone. */
function Option({
  customer,
  message,
  option,
}: {
  customer: Customer
  message: ChatMessage
  option: ChatOption
}) {
  const look =
    'flex w-full items-center justify-center gap-2 border-t border-line px-3 py-2 font-medium thumb:min-h-11 text-accent-text hover:bg-surface-2'
  if (option.kind === 'url' && option.url) {
    return (
      <a href={option.url} target="_blank" rel="noopener noreferrer" className={look}>
        <ExternalLink size={14} aria-hidden="true" />
        {option.title}
      </a>
    )
  }
  const press = () =>
    attempt(() =>
      simulator.sendMessage(customer.id, {
        type: 'press',
        message_id: message.id,
        option: option.id,
      }),
    )
  return (
    <button type="button" onClick={() => void press()} className={look}>
      <CornerUpLeft size={14} aria-hidden="true" />
      {option.title}
    </button>
  )
}
