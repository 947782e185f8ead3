import { randomBytes } from 'node:crypto'

/** A message id like Meta's: opaque, but its base64 contains the phone number (facts sheet, section 1). */
export function newWamid(phone: string, from: 'customer' | 'business'): string {
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, phone.length]),
    Buffer.from(phone),
    Buffer.from([0x15, 0x02, 0x00, from === 'customer' ? 0x12 : 0x11, 0x18, 0x20]),
    Buffer.from(randomBytes(16).toString('hex').toUpperCase()),
    Buffer.from([0x00]),
  ])
  return `wamid.${bytes.toString('base64')}`
}
