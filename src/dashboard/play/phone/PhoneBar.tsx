import ImageIcon from 'lucide-react/icons/image'
import MapPin from 'lucide-react/icons/map-pin'
import Mic from 'lucide-react/icons/mic'
import SquareMousePointer from 'lucide-react/icons/square-mouse-pointer'
import type { Customer } from '../../../protocol/simulator.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, type MenuEntry } from '../../ui/Menu.tsx'
import { simulator } from '../data/api.ts'
import { attempt, useSimulator } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'
import { CustomerMenu } from './CustomerMenu.tsx'
import { SAMPLE_MESSAGES, sendSample } from './sampleMessages.ts'

/** The bar above the phone: whose it is, and messages that can be sent with one click. */
export function PhoneBar({ customer }: { customer: Customer | undefined }) {
  const text = useText()
  return (
    <div className="mb-3 flex h-10 shrink-0 items-center gap-1">
      <CustomerMenu customer={customer} />
      <span className="flex-1" />
      {customer && (
        <>
          <IconButton
            label={text('sendPhoto')}
            onClick={() => void attempt(() => sendSample(customer.id, 'receipt.jpg'))}
          >
            <ImageIcon size={20} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={text('sendVoice')}
            onClick={() =>
              void attempt(() => sendSample(customer.id, 'voice.ogg', { voice: true }))
            }
          >
            <Mic size={20} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={text('sendPlace')}
            onClick={() =>
              void attempt(() => simulator.sendMessage(customer.id, SAMPLE_MESSAGES.place))
            }
          >
            <MapPin size={20} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
          <PressMenu customer={customer} />
        </>
      )}
    </div>
  )
}

/** The buttons of the last message that has some. */
function PressMenu({ customer }: { customer: Customer }) {
  const text = useText()
  const phone = useSimulator((state) => state.phones[customer.id])
  const message = phone?.messages.findLast(({ options }) => options.length > 0)
  const entries = (): MenuEntry[] =>
    message
      ? message.options.map(({ id, title }) => ({
          kind: 'item',
          key: id,
          label: title,
          onSelect: () =>
            void attempt(() =>
              simulator.sendMessage(customer.id, {
                type: 'press',
                message_id: message.id,
                option: id,
              }),
            ),
        }))
      : [{ kind: 'text', key: 'none', text: text('noButtons') }]
  return (
    <Menu
      entries={entries}
      trigger={
        <IconButton label={text('press')}>
          <SquareMousePointer size={20} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      }
    />
  )
}
