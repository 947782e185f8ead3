import type { Random } from '../faults/seeded.ts'
import type { Person, Server } from '../helpers/server.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { type Change, change, newBsuid, status, systemLine, type Who } from './webhookWorld.ts'

type Answer = Awaited<ReturnType<Server['api']>>

/** What acts need of the world that they happen in. */
export type Office = {
  server: Server
  staff: readonly Person[]
  agents: readonly Person[]
  customers: readonly Who[]
  someone: () => Person
  room: () => string
  call: (who: Person, method: string, path: string, body?: unknown) => Promise<Answer>
  deliver: (...changes: Change[]) => Promise<void>
}

/** What people send and take back, what becomes of it, and what they do to customers; each with its weight. */
export function officeActs(office: Office, { below, next, pick }: Random) {
  const { server, staff, agents, customers, someone, room, call, deliver } = office
  const { admin } = server
  const sent: string[] = []
  const send = async (who: Person, path: string, body: object) => {
    const answer = await call(who, 'POST', path, body)
    if (answer.status === 201) sent.push(answer.body.data.id)
  }
  const read = async (path: string) => (await call(admin, 'GET', path)).body.data
  const someMessage = async (): Promise<string> => {
    const page: { id: string }[] = await read(`/rooms/${room()}/messages?limit=20`)
    return page.length > 0 && next() < 0.5 ? pick(page).id : (pick(sent) ?? admin.id)
  }
  /** Mostly somebody known: the lists that are compared have a hundred rooms at most. */
  const number = () => (next() < 0.1 ? undefined : pick(customers).phone) ?? newPhone()
  const template = { templateName: 'greeting', languageCode: 'id' }

  async function tellOfSent() {
    if (sent.length === 0) return
    const callback = `${pick(sent)}.${1 + below(2)}`
    const name = pick(['sent', 'delivered', 'read', 'failed', 'failed'])
    const ours = { biz_opaque_callback_data: callback }
    await deliver(change({ statuses: [status(`wamid.${callback}`, name, ours)] }))
  }

  async function changeNumber() {
    const who = pick(customers)
    if (!who.phone) return
    const from = who.phone
    who.phone = newPhone()
    if (who.bsuid) who.bsuid = newBsuid()
    const told = { wa_id: who.phone, ...(who.bsuid && { user_id: who.bsuid }) }
    await deliver(systemLine({ from }, { type: 'user_changed_number', body: 'changed', ...told }))
  }

  async function erase() {
    const found = await read(`/rooms/${room()}`)
    if (!found) return
    await call(admin, 'DELETE', `/contacts/${found.contact.id}?include_lead=${next() < 0.5}`)
  }

  async function changeLead() {
    const leads: { id: string }[] = await read('/leads?limit=20')
    if (leads.length === 0) return
    const fields = next() < 0.5 ? { name: `Lead ${below(99)}` } : { phone: number() }
    await call(pick(staff), 'PATCH', `/leads/${pick(leads).id}`, fields)
  }

  const text = () => ({ room_id: room(), text: `sent ${below(999)}` })
  const acts: [number, () => Promise<unknown>][] = [
    [8, () => send(someone(), '/messages/send', text())],
    [3, () => send(pick(staff), '/messages/send', { ...text(), user_id: pick(agents).id })],
    [4, () => send(someone(), '/messages/send-template', { to: number(), ...template })],
    [
      2,
      () => {
        const asked = { to: number(), user_id: pick(agents).id, ...template }
        return send(pick(staff), '/messages/send-template', asked)
      },
    ],
    [
      3,
      async () =>
        send(someone(), '/messages/send-reaction', {
          message_id: await someMessage(),
          emoji: '👍',
        }),
    ],
    [
      3,
      async () => {
        const room_ids = [...new Set([room(), room()])]
        return call(someone(), 'POST', '/messages/forward', {
          message_id: await someMessage(),
          room_ids,
        })
      },
    ],
    [10, tellOfSent],
    [3, async () => call(someone(), 'POST', `/messages/${await someMessage()}/retry`)],
    [3, async () => call(someone(), 'DELETE', `/messages/${await someMessage()}`)],
    [2, changeNumber],
    [1, erase],
    [2, changeLead],
    [
      0.5,
      () =>
        call(admin, 'PATCH', `/users/${someone().id}`, {
          name: `Name ${below(99)}`,
        }),
    ],
  ]
  return acts
}
