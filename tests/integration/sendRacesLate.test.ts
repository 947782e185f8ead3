import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { graphError } from '../helpers/graphError.ts'
import { hold, holdRoom, waitForWaiting } from '../helpers/locks.ts'
import { openSendRaces } from './sendRacesWorld.ts'
import { change, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { world, other, end } = await openSendRaces()
afterAll(end)

/** A message that Meta refused; its late `delivered` is what the tests race with. */
async function refused() {
  const room = await world.newRoom()
  world.meta.answers(() => graphError(131026))
  const { id } = await world.say(room.id, 'Halo')
  await world.status(id, 'failed')
  world.meta.answers(() => null)
  const late = () =>
    world.take(
      change({
        statuses: [
          status(`wamid.late.${id}`, 'delivered', { biz_opaque_callback_data: `${id}.1` }),
        ],
      }),
    )
  const retry = () => other.api('POST', `/messages/${id}/retry`, { token: world.supervisor.token })
  return { room, id: id as string, late, retry }
}

test('a retry that waits for a late status sees it, and is refused: nothing is sent twice', async () => {
  const { room, id, late, retry } = await refused()
  const held = await holdRoom(world.server.databaseUrl, room.id)
  const telling = late()
  await waitForWaiting(world.sql, 1)
  const retrying = retry()
  await waitForWaiting(world.sql, 2)
  await held.release()
  await telling
  expect((await retrying).body.error.details).toEqual({
    reason: 'not_retryable',
    status: 'delivered',
  })
  expect(world.callsOf(id)).toHaveLength(1)
})

test('a late status that waits for a retry cancels it if it has not begun', async () => {
  const { room, id, late, retry } = await refused()
  // Whoever claims finds the number's bucket taken: nothing flies meanwhile.
  const bucket = await hold(
    world.server.databaseUrl,
    (tx) => tx`select 1 from channel_pacing for update`,
  )
  const held = await holdRoom(world.server.databaseUrl, room.id)
  const retrying = retry()
  await waitForWaiting(world.sql, 1)
  const telling = late()
  await waitForWaiting(world.sql, 2)
  await held.release()
  expect((await retrying).status).toBe(200)
  await telling
  await bucket.release()
  await world.status(id, 'delivered')
  const next = await world.say(room.id, 'next')
  await world.status(next.id, 'sent')
  expect(world.callsOf(id)).toHaveLength(1)
})
