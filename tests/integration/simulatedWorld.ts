import { expect } from 'bun:test'
import type { Message } from '../../src/protocol/message.ts'
import type { RoomSummary } from '../../src/protocol/room.ts'
import { connect } from '../helpers/client.ts'
import { startServer } from '../helpers/server.ts'
import { simulatorClient } from '../helpers/simulator.ts'
import { newPhone } from '../helpers/webhooks.ts'

/** The stand-in inside the server, as `bun run dev` has it: the customer’s phone, and the whole way there and back. */
export async function openSimulated() {
  const server = await startServer()
  const simulator = simulatorClient(`${server.url}/simulator`)
  await simulator.behave({ delivered_after_ms: 0, read_after_ms: 0 })
  const dashboard = await connect(server.url, { token: server.admin.token })
  /** The message as the dashboard was told of it, once it was. */
  async function stored(wamid: string): Promise<Message> {
    const find = (): Message | undefined =>
      dashboard.named('new_message').find(({ wa_message_id }) => wa_message_id === wamid)
    await dashboard.until(() => find() !== undefined, `new_message ${wamid}`)
    return find()!
  }
  /** A customer who has written, and the room that this made. */
  async function known(more: { name?: string; username?: string; hidden?: boolean } = {}) {
    const customer = await simulator.customer({ phone: newPhone(), ...more })
    const wamid = await simulator.says(customer.id, { type: 'text', text: 'Halo' })
    const find = (): RoomSummary | undefined =>
      dashboard
        .named('new_room_complete')
        .find(({ last_message }) => last_message?.wa_message_id === wamid)
    await dashboard.until(() => find() !== undefined, 'new_room_complete')
    return { customer, room: find()! }
  }
  async function send(path: string, body: object) {
    const answer = await server.api('POST', `/messages/${path}`, {
      token: server.admin.token,
      body,
    })
    expect(answer).toMatchObject({ status: 201 })
    return answer.body.data as Message
  }
  /** The update that a message of ours has got this far. */
  async function told(messageId: string, status: string) {
    const find = () =>
      dashboard
        .named('message_status_update')
        .find((update) => update.message_id === messageId && update.status === status)
    await dashboard.until(() => find() !== undefined, `${status} of ${messageId}`)
    return find()
  }
  const stop = async () => {
    expect(dashboard.faults).toEqual([])
    dashboard.close()
    await server.stop()
  }
  return { server, simulator, dashboard, stored, known, send, told, stop }
}
