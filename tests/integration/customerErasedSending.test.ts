import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { waitForWaiting } from '../helpers/locks.ts'
import { openDeliveries } from './deliveryWorld.ts'
import { hold } from './feedWorld.ts'

setDefaultTimeout(60_000)

const { server, sql, newRoom, say, claim, job, end } = await openDeliveries()
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
