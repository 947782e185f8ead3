import type { DeliveryTimes } from '../../src/delivery/startDelivery.ts'
import { startGraphStandIn } from '../helpers/graphStandIn.ts'
import { type Person, startServer } from '../helpers/server.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { from, openInbox, type Who } from './webhookWorld.ts'

export type SendingWorld = Awaited<ReturnType<typeof openSending>>

/** An inbox whose server sends to a stand-in for Meta. */
export async function openSending(
  options: { deliveryTimes?: DeliveryTimes; databaseUrl?: string; now?: () => number } = {},
) {
  const meta = startGraphStandIn()
  const server = await startServer({
    ...options,
    config: {
      whatsappAccessToken: 'a token',
      whatsappPhoneNumberId: PHONE_NUMBER_ID,
      graphBaseUrl: meta.url,
    },
  })
  const inbox = await openInbox(server)
  const world = {
    ...inbox,
    server,
    meta,
    /** A room whose customer has just written. */
    async newRoom(
      who: Who = { phone: newPhone(), name: 'Ana' },
      at = Date.now(),
      channel = PHONE_NUMBER_ID,
    ) {
      const wamid = newWamid()
      await inbox.take(from(who, 'Halo', { wamid, at, channel }))
      return { id: await inbox.roomOf(wamid), phone: who.phone ?? null, wamid }
    },
    /** Asks as somebody; the supervisor, unless told otherwise. */
    ask: (path: string, body: unknown, { token }: Pick<Person, 'token'> = inbox.supervisor) =>
      server.api('POST', `/messages${path}`, { token, body }),
    async say(roomId: string, text: string, more: object = {}) {
      const { body } = await world.ask('/send', { room_id: roomId, text, ...more })
      return body.data
    },
    /** The message as the route answers it, once `holds`. */
    async until(messageId: string, holds: (message: Message) => boolean): Promise<Message> {
      const deadline = Date.now() + 15_000
      for (;;) {
        const [row] = await inbox.sql<{ message: Message }[]>`
          select message_json(m) as message from messages m where id = ${messageId}`
        if (row && holds(row.message)) return row.message
        if (Date.now() > deadline)
          throw new Error(`not so in time: ${JSON.stringify(row?.message)}`)
      }
    },
    /** What Meta was asked for a message. */
    callsOf: (messageId: string) =>
      meta.sends.filter(({ body }) => String(body.biz_opaque_callback_data).startsWith(messageId)),
    /** Gives a room to an agent, or takes it away. */
    give: (verb: 'assign' | 'unassign', roomId: string, agent: Pick<Person, 'id'>) =>
      server.api('POST', `/rooms/${roomId}/${verb}`, {
        token: inbox.supervisor.token,
        body: { agent_id: agent.id },
      }),
    status: (messageId: string, status: string) =>
      world.until(messageId, (message) => message.status === status),
    /** What the dashboard was told of a message's status. */
    statusesOf: (messageId: string) =>
      inbox.dashboard
        .named('message_status_update')
        .filter(({ message_id }) => message_id === messageId),
    async end() {
      await inbox.stop()
      await server.stop()
      meta.stop()
    },
  }
  return world
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
type Message = any
