import { signBody } from '../whatsapp/signature.ts'
import { WABA_ID } from './numbers.ts'

type Change = { field: string; value: Record<string, unknown> }

/** A webhook's bytes and headers, as Meta writes and signs them (facts sheet, section 1). */
export function envelope(
  changes: readonly Change[],
  { appSecret, now }: { appSecret: string; now: number },
) {
  const aboutAccount = changes.some(({ field }) => field !== 'messages')
  const entry = {
    id: WABA_ID,
    ...(aboutAccount && { time: Math.floor(now / 1_000) }),
    changes: changes.map(({ field, value }) => ({ field, value })),
  }
  const body = asciiOnly(JSON.stringify({ object: 'whatsapp_business_account', entry: [entry] }))
  return {
    body,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'facebookexternalua',
      'X-Hub-Signature-256': signBody(Buffer.from(body), appSecret),
    },
  }
}

/** Meta's JSON is ASCII with escaped slashes, so a receiver that signs re-serialised JSON fails here too. */
function asciiOnly(json: string): string {
  return json
    .replace(/[^\0-~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/')
}
