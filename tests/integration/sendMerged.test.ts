import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { SendJob } from '../../src/store/outbox.ts'
import { openDeliveries } from './deliveryWorld.ts'

setDefaultTimeout(60_000)

const { server, supervisor, newRoom, say, claim, settle, end } = await openDeliveries()
afterAll(end)

const merge = async (older: string, room_id: string) => {
  const asked = { token: supervisor.token, body: { room_id } }
  expect((await server.api('POST', `/rooms/${older}/merge`, asked)).status).toBe(200)
}
const claimed = async () => (await claim()).map(({ messageId }) => messageId)
const of = ({ messageId, attempt, claim }: SendJob) => ({ message_id: messageId, attempt, claim })

/** Two rooms: something of the younger one was handed to Meta, and something waits in the older one. */
async function openTwo() {
  const [older, younger] = [await newRoom(), await newRoom()]
  await say(younger, 'first')
  const [job] = await claim()
  const waiting = await say(older, 'second')
  return { older, younger, job: of(job!), waiting }
}

test('what waits in a room waits as well for what is under way in the room that is merged into it', async () => {
  const { older, younger, job, waiting } = await openTwo()
  await merge(older, younger)
  expect(await claimed()).toEqual([])
  await settle({ ...job, kind: 'refused', at: new Date().toISOString(), error: null })
  expect(await claimed()).toEqual([waiting])
})

test('and for what may have reached Meta, until it has held its room back for long enough', async () => {
  const { older, younger, job, waiting } = await openTwo()
  await settle({ ...job, kind: 'uncertain' })
  await merge(older, younger)
  expect(await claimed()).toEqual([])
  const claimed_before = new Date(Date.now() + 1000).toISOString()
  await settle({ ...job, kind: 'overdue', claimed_before })
  expect(await claimed()).toEqual([waiting])
})

test('[O2] what waits in merged rooms goes out in the order it was stored', async () => {
  const [older, younger] = [await newRoom(), await newRoom()]
  const first = await say(younger, 'first')
  await say(older, 'second')
  await merge(older, younger)
  expect(await claimed()).toEqual([first])
})
