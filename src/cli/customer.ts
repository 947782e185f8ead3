import { readArguments } from './readArguments.ts'
import { settings } from './settings.ts'

/** Exports or erases a customer's data on a running server; signs in as an admin. */
const USAGE = `bun run customer export --id 628123456789 > customer.json
bun run customer erase --id 628123456789 --yes

  --id <phone or BSUID>    who
  --include-lead           erase name and phone of their lead too
  --yes                    erase, and do not only say who it would be
  --url, --email, --password   the server (default: http://localhost:PORT) and an admin of it (default: ADMIN_EMAIL, ADMIN_PASSWORD)`

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    id: { type: 'string' },
    'include-lead': { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    url: { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string' },
  },
})

const [verb] = positionals
if (!values.id || (verb !== 'export' && verb !== 'erase')) {
  console.error(USAGE)
  process.exit(1)
}
const config = settings()
const url = values.url ?? `http://localhost:${config.port}`

const signedIn = await ask('POST', '/auth/login', {
  email: values.email ?? config.adminEmail,
  password: values.password ?? config.adminPassword,
})
const { token } = ((await signedIn.json()) as { data: { token: string } }).data
const found = await ask('GET', `/contacts?${new URLSearchParams({ id: values.id })}`)
const { data: customers } = (await found.json()) as { data: { id: string; name: string | null }[] }
const [customer] = customers
if (!customer) fail('There is no such customer.')
if (customers.length > 1)
  fail(`More than one has or had that id: ${customers.map(({ id }) => id)}. Ask for the newer id.`)

if (verb === 'export') {
  await Bun.write(Bun.stdout, await ask('GET', `/contacts/${customer.id}/export`))
} else if (!values.yes) {
  console.log(
    `This would erase ${customer.name ?? 'a customer without a name'} (${customer.id}). Add --yes.`,
  )
} else {
  const lead = `?include_lead=${values['include-lead']}`
  const erased = await ask('DELETE', `/contacts/${customer.id}${lead}`)
  console.log(JSON.stringify(((await erased.json()) as { data: unknown }).data))
}

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(path !== '/auth/login' && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: Error) => fail(`No server answers at ${url} (${error.message}).`))
  if (!answer.ok) fail(`${method} ${path} was refused: ${await answer.text()}`)
  return answer
}

function fail(text: string): never {
  console.error(text)
  process.exit(1)
}
