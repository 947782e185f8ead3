import { expect, setDefaultTimeout, test } from 'bun:test'
import { openDatabase } from '../../src/store/database.ts'
import { connect } from '../helpers/client.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { createOracle, type Trace } from './truthOracle.ts'

setDefaultTimeout(60_000)

const PER_SECOND = 200
/** As many before the cut as after it, at least. */
const HALF = 300
const SOCKETS = 3

test('[guarantee 3] an agent who is unassigned amid 200 messages/s gets every event before the cut, and none after', async () => {
  const server = await startServer()
  const { sql, close } = openDatabase(server.databaseUrl, { max: 2 })
  const phone = newPhone()
  await server.deliver(webhook(textMessage(phone, 'Halo')))
  const { body } = await server.api('GET', '/rooms', { token: server.admin.token })
  const roomId: string = body.data[0].room_id
  const agents = [await server.person('agent', 'Leaves'), await server.person('agent', 'Stays')]
  const [leaves, stays] = agents
  const change = (verb: string, agentId: string) =>
    server.api('POST', `/rooms/${roomId}/${verb}`, {
      token: server.admin.token,
      body: { agent_id: agentId },
    })
  for (const { id } of agents) expect((await change('assign', id)).status).toBe(200)
  const clients = await Promise.all(
    agents.flatMap(({ id, token }) =>
      Array.from({ length: SOCKETS }, async () => ({
        id,
        client: await connect(server.url, { token, rooms: [roomId] }),
      })),
    ),
  )

  const sent: Promise<Response>[] = []
  let stored = 0
  const began = performance.now()
  let unassigned: Promise<{ status: number }> | undefined
  /** How many were sent when the unassignment was answered: all others come after the cut. */
  let sentBefore = Number.POSITIVE_INFINITY
  while (sent.length < sentBefore + HALF) {
    const due = Math.floor(((performance.now() - began) / 1000) * PER_SECOND)
    while (sent.length < due) {
      const answer = server.deliver(webhook(textMessage(phone, `message ${sent.length}`)))
      sent.push(answer)
      void answer.then(() => stored++)
    }
    if (stored >= HALF)
      unassigned ??= change('unassign', leaves!.id).finally(() => {
        sentBefore = sent.length
      })
    await Bun.sleep(1)
  }
  for (const { status } of await Promise.all(sent)) expect(status).toBe(200)
  expect((await unassigned!).status).toBe(200)

  // A refusal comes after every event that was committed before it was asked for.
  const nowhere = { room_id: Bun.randomUUIDv7() }
  for (const { client } of clients) await client.emit('room:join', nowhere)
  const oracle = createOracle(new Map(agents.map(({ id }) => [id, 'agent'])))
  await oracle.follow(sql)
  expect(oracle.faults).toEqual([])
  const [cut] = await sql<{ id: string }[]>`select id from events where kind = 'agent_unassigned'`
  const rows = await sql<{ id: string }[]>`select id from events where kind = 'message'`
  const before = rows.filter(({ id }) => Number(id) < Number(cut!.id)).length
  expect(before).toBeGreaterThan(100)
  expect(rows.length - before).toBeGreaterThan(100)

  for (const { id, client } of clients) {
    const seen = client.durable().map(({ event, payload }) => ({ event, id: payload.event_id }))
    const from: number = client.named('session_ready')[0].event_id
    const trace: Trace = { userId: id, from, seen, missed: [], joined: new Set([roomId]) }
    expect(oracle.check(trace, oracle.position)).toEqual([])
    const messages = id === stays!.id ? rows.length : before
    expect(client.named('new_message').length).toBe(messages)
    expect(client.named('room:new_message').length).toBe(messages)
    if (id === leaves!.id)
      expect(seen.at(-1)).toEqual({ event: 'agent_unassigned', id: Number(cut!.id) })
    expect(client.faults).toEqual([])
    client.close()
  }
  await close()
  await server.stop()
})
