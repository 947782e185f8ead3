import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { hold, waitForWaiting } from '../helpers/locks.ts'
import { newWamid } from '../helpers/webhooks.ts'
import { openDeliveries } from './deliveryWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { server, sql, take, newRoom, say, claim, job, end } = await openDeliveries()
afterAll(end)

test('nothing is handed to Meta while its customer is being erased', async () => {
  const roomId = await newRoom()
  const id = await say(roomId)
  const [room] = await sql<{ contact_id: string }[]>`
    select contact_id from room_keys where id = ${roomId}`
  // The erasure finds nothing under way, and then waits for the row of its admin.
  const admin = await hold(
    server.databaseUrl,
    (tx) => tx`select from users where id = ${server.admin.id} for update`,
  )
  const asked = { token: server.admin.token }
  const erased = server.api('DELETE', `/contacts/${room!.contact_id}`, asked)
  await waitForWaiting(sql)
  const claimed = await claim()
  await admin.release()
  expect((await erased).status).toBe(200)
  expect(claimed).toEqual([])
  expect(await job(id)).toBeUndefined()
})

test('what waits when an erasure begins is never sent, and what is written after it broke off is', async () => {
  const roomId = await newRoom()
  const [customer] = await sql<{ id: string; phone: string }[]>`
    select c.id, c.wa_id as phone from room_keys k join contacts c on c.id = k.contact_id
     where k.id = ${roomId}`
  // More than are erased in one step.
  const waiting = await Promise.all(Array.from({ length: 205 }, () => say(roomId)))
  const last = newWamid()
  await take(from({ phone: customer!.phone }, 'Halo?', { wamid: last }))
  const held = await hold(
    server.databaseUrl,
    (tx) => tx`select from messages where wa_message_id = ${last} for update`,
  )
  const asked = { token: server.admin.token }
  const erased = server.api('DELETE', `/contacts/${customer!.id}`, asked)
  await waitForWaiting(sql, 1, held.pid)
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity where ${held.pid} = any(pg_blocking_pids(pid))`
  expect((await erased).status).toBe(503)
  await held.release()

  const id = await say(roomId)
  expect((await claim()).map(({ messageId }) => messageId)).toEqual([id])
  const [{ failed } = { failed: 0 }] = await sql<{ failed: number }[]>`
    select count(*)::int as failed from messages where id = any(${waiting}) and status = 'failed'`
  expect(failed).toBe(waiting.length)
})
