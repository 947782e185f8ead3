import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from '../../src/client/connect.ts'
import { ADMIN, deliver, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { next, openClients } from './clientWorld.ts'

setDefaultTimeout(60_000)

const { open, server, live, stop } = await openClients()
afterAll(stop)

test('a token is renewed on the open socket before it ends, and the session goes on', async () => {
  const short = await startServer({ config: { accessTokenMs: 4000 } })
  try {
    const states: string[] = []
    let asked = 0
    const thrice = Promise.withResolvers<void>()
    let { data: session } = (await short.api('POST', '/auth/login', { body: ADMIN })).body
    const connection = connect({
      url: short.url,
      token: session.token,
      onToken: async () => {
        if (++asked === 3) thrice.resolve()
        const { refresh_token } = session
        session = (await short.api('POST', '/auth/refresh', { body: { refresh_token } })).body.data
        return session.token
      },
      onState: (state) => states.push(state),
    })
    open.push(connection)
    await next(connection, 'session_ready')
    // By then the first two tokens are over.
    await thrice.promise
    const told = next(connection, 'new_room_complete')
    await deliver(short.url, webhook(textMessage(newPhone(), 'Halo')))
    await told
    expect(states).toEqual(['live'])
    connection.close()
  } finally {
    await short.stop()
  }
})

test('a session that is over stays over: signed out, or with a token that nobody renews', async () => {
  const ended = Promise.withResolvers<void>()
  const refused = connect({
    url: server.url,
    token: 'none',
    onState: (state) => state === 'ended' && ended.resolve(),
  })
  open.push(refused)
  await ended.promise
  const agent = await server.person('agent')
  const over = Promise.withResolvers<void>()
  await live({ token: agent.token, onState: (state) => state === 'ended' && over.resolve() })
  await server.api('POST', '/auth/logout', { token: agent.token, body: {} })
  await over.promise
})
