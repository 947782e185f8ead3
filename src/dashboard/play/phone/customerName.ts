import type { ChatMessage, Customer } from '../../../protocol/simulator.ts'
import { phoneNumber } from '../../i18n/values.ts'
import { asRecord, asText } from '../../thread/metadata.ts'
import type { SimulatorText } from '../text.ts'

export const customerName = ({
  name,
  username,
  phone,
}: Pick<Customer, 'name' | 'username' | 'phone'>) =>
  name ?? (username ? `@${username}` : phoneNumber(phone))

/** A message in one line. */
export function messageSummary(message: ChatMessage, text: SimulatorText): string {
  if (message.revoked) return text('revoked')
  return (
    message.text ??
    message.media?.filename ??
    asText(asRecord(message.content).name) ??
    text('kind', { kind: message.type })
  )
}
