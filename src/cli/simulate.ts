import { randomBytes } from 'node:crypto'
import { FIRST_NUMBER_ID, WABA_ID } from '../simulator/numbers.ts'
import { signBody } from '../whatsapp/signature.ts'
import { readArguments } from './readArguments.ts'
import { settings } from './settings.ts'

/** Plays a customer: posts a signed webhook, as Meta would send it, to a running server. */
const USAGE = `bun run simulate -- --phone 628123456789 --text "Halo"

  --phone <digits>         the customer's number
  --user-id <BSUID>        the customer's business-scoped user id (alone: a hidden number)
  --name <name>            the profile name (default: none)
  --text <text>            what the customer writes (default: Halo)
  --phone-number-id <id>   the business number that is written to
  --url <url>              the server (default: http://localhost:PORT)`

const { values } = readArguments(USAGE, {
  options: {
    phone: { type: 'string' },
    text: { type: 'string', default: 'Halo' },
    name: { type: 'string' },
    'user-id': { type: 'string' },
    'phone-number-id': { type: 'string', default: FIRST_NUMBER_ID },
    url: { type: 'string' },
  },
})

if (!values.phone && !values['user-id']) {
  console.error(USAGE)
  process.exit(1)
}
const phone = values.phone?.replace(/^\+/, '')
if (phone !== undefined && !/^\d{5,20}$/.test(phone)) {
  console.error(`--phone is digits, with or without a plus: ${values.phone} is not.`)
  process.exit(1)
}

const config = settings()
const sender = {
  ...(phone && { wa_id: phone }),
  ...(values['user-id'] && { user_id: values['user-id'] }),
}
const message = {
  ...(phone && { from: phone }),
  ...(values['user-id'] && { from_user_id: values['user-id'] }),
  id: `wamid.${randomBytes(24).toString('base64url')}`,
  timestamp: String(Math.floor(Date.now() / 1000)),
  type: 'text',
  text: { body: values.text },
}
const body = JSON.stringify({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: WABA_ID,
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: {
              display_phone_number: '15550783881',
              phone_number_id: values['phone-number-id'],
            },
            contacts: [{ ...(values.name && { profile: { name: values.name } }), ...sender }],
            messages: [message],
          },
        },
      ],
    },
  ],
})

const target = `${values.url ?? `http://localhost:${config.port}`}/webhook/whatsapp`
const began = performance.now()
const answer = await fetch(target, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'x-hub-signature-256': signBody(Buffer.from(body), config.appSecrets[0]!),
  },
  body,
}).catch((error: Error) => {
  console.error(
    `No server answers at ${target} (${error.message}). Is it elsewhere? Say so by PORT or --url.`,
  )
  process.exit(1)
})
console.log(`${answer.status} ${message.id} in ${Math.round(performance.now() - began)} ms`)
if (!answer.ok) {
  console.error(await answer.text())
  process.exit(1)
}
