import { expect } from 'bun:test'
import { type Connection, type ConnectOptions, connect } from '../../src/client/connect.ts'
import type { Config } from '../../src/config.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

export const next = <E extends Parameters<Connection['on']>[0]>(connection: Connection, event: E) =>
  new Promise<Parameters<Parameters<typeof connection.on<E>>[1]>[0]>((resolve) => {
    const off = connection.on(event, (payload) => {
      off()
      resolve(payload)
    })
  })

/** A server, and clients of ours that are closed in the end. */
export async function openClients(config: Partial<Config> = {}) {
  const server = await startServer({ config })
  const supervisor = await server.person('supervisor')
  const open: Connection[] = []
  const say = async (text = 'Halo', phone = newPhone()) => {
    expect((await server.deliver(webhook(textMessage(phone, text)))).status).toBe(200)
    return phone
  }
  /** A connection that is live, with what it got. */
  async function live(options: Partial<ConnectOptions> = {}) {
    const live = Promise.withResolvers<void>()
    const connection = connect({
      url: server.url,
      token: supervisor.token,
      ...options,
      onState: (state) => {
        options.onState?.(state)
        if (state === 'live') live.resolve()
      },
    })
    open.push(connection)
    await live.promise
    return connection
  }
  /** The room of a customer who writes for the first time. */
  async function newRoom() {
    const phone = await say()
    const { body } = await server.api('GET', `/rooms?q=${phone}`, { token: supervisor.token })
    return { phone, roomId: body.data[0].room_id as string }
  }
  const stop = async () => {
    for (const connection of open) connection.close()
    await server.stop()
  }
  return { server, supervisor, open, say, newRoom, live, stop }
}
