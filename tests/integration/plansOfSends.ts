import { openDatabase } from '../../src/store/database.ts'
import { findClaimed, renewUpload, type SendJob, startSend } from '../../src/store/outbox.ts'
import { graphError } from '../helpers/graphError.ts'
import type { GraphStandIn } from '../helpers/graphStandIn.ts'
import type { Server } from '../helpers/server.ts'

type Asked = {
  api: Server['api']
  admin: string
  agent: string
  meta: GraphStandIn
  /** A room whose customer has just written, and their phone. */
  room: string
  phone: string
  turn: number
}

/** Everything that goes to customers, once: sent, refused, sent again, taken away. */
export async function useSends({ api, admin, agent, meta, room, phone, turn }: Asked) {
  const as =
    (token: string) =>
    (path: string, body: object = {}, method = 'POST') =>
      api(method, `/messages${path}`, { token, body })
  const staff = as(admin)
  const template = { templateName: 'hello', languageCode: 'id' }
  const text = { room_id: room, text: `turn ${turn}`, client_message_id: `turn ${turn}` }
  const sent = await staff('/send', text)
  await staff('/send', text)
  await staff('/send-template', { room_id: room, ...template, client_message_id: `t ${turn}` })
  await staff('/send-template', { to: `62777000${turn}`, ...template })
  await as(agent)('/send', { to: phone, text: 'by phone' })
  const first = await api('GET', `/rooms/${room}/messages?limit=100`, { token: admin })
  const incoming = first.body.data.at(-1)
  await staff('/send-reaction', { message_id: incoming.id, emoji: '👍' })
  const quote = { reply_to_wa_message_id: incoming.wa_message_id }
  await staff('/send', { room_id: room, text: 'an answer to it', ...quote })
  await staff('/forward', { message_id: sent.body.data.id, room_ids: [room] })

  const statusOf = async (id: string) => {
    const { body } = await api('GET', `/rooms/${room}/messages?limit=100`, { token: admin })
    return body.data.find((one: { id: string }) => one.id === id)?.status
  }
  meta.answers(({ body }) => (body.type === 'text' ? graphError(131026) : null))
  const { id } = (await staff('/send', { room_id: room, text: 'refused' })).body.data
  while ((await statusOf(id)) !== 'failed') await Bun.sleep(20)
  await staff(`/${id}/retry`)
  while ((await statusOf(id)) !== 'failed') await Bun.sleep(20)
  await staff(`/${id}`, {}, 'DELETE')
  await staff('/forward', { message_id: id, room_ids: [room], client_message_id: `gone ${turn}` })

  // Meta refuses the number once; somebody looks after it.
  meta.answers(() => graphError(190, 401))
  const { id: held } = (await staff('/send', { room_id: room, text: 'held' })).body.data
  const channels = async () => (await api('GET', '/channels', { token: admin })).body.data
  const isRefused = ({ state }: { state: string }) => state === 'refused'
  while (!(await channels()).some(isRefused)) await Bun.sleep(20)
  meta.answers(() => null)
  const refused = (await channels()).find(isRefused)
  await api('PATCH', `/channels/${refused.id}`, { token: admin, body: { name: `Turn ${turn}` } })
  while ((await statusOf(held)) !== 'sent') await Bun.sleep(20)
}

/** What happens while a file is brought to Meta, or when a connection is lost. */
export async function useUploads(databaseUrl: string) {
  const { sql, close } = openDatabase(databaseUrl, { max: 1 })
  const job = { messageId: Bun.randomUUIDv7(), attempt: 1, claim: 1 } as SendJob
  for (let turn = 0; turn < 8; turn++) {
    await renewUpload(sql, job, Date.now())
    await startSend(sql, job, { mediaId: '1', now: Date.now() })
    await findClaimed(sql, [Bun.randomUUIDv7(), Bun.randomUUIDv7()])
  }
  await close()
}
