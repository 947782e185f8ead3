import type { ChatMessage, Customer } from '../../../protocol/simulator.ts'
import { phoneNumber } from '../../i18n/values.ts'
import { record, words } from '../../thread/metadata.ts'
import type { SimulatorText } from '../text.ts'

export const nameOf = ({ name, username, phone }: Pick<Customer, 'name' | 'username' | 'phone'>) =>
  name ?? (username ? `@${username}` : phoneNumber(phone))

/** A message of the chat in one line. */
export function inShort(message: ChatMessage, text: SimulatorText): string {
  if (message.revoked) return text('revoked')
  return (
    message.text ??
    message.media?.filename ??
    words(record(message.content).name) ??
    text('kind', { kind: message.type })
  )
}
