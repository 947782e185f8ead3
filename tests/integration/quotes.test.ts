import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { newWamid } from '../helpers/webhooks.ts'
import { openSending } from './sendingWorld.ts'

setDefaultTimeout(60_000)

const world = await openSending()
afterAll(() => world.end())

const agent = await world.server.person('agent')
const [own, owns, unseen] = [await world.newRoom(), await world.newRoom(), await world.newRoom()]
for (const { id } of [own, owns]) await world.give('assign', id, agent)

/** What the agent is answered for a reply in a room that quotes a message. */
async function answered(target: { room_id: string } | { to: string }, wamid: string) {
  const asked = { ...target, text: 'about that', reply_to_wa_message_id: wamid }
  const { status, body } = await world.ask('/send', asked, agent)
  return [status, body.error ?? null]
}

test('a message of a room that an agent does not see is quoted as one that is nowhere', async () => {
  for (const target of [{ room_id: own.id }, { to: own.phone! }])
    for (const wamid of [unseen.wamid, newWamid()])
      expect(await answered(target, wamid)).toEqual([201, null])
})

test('a room that an agent does not see is answered as one that is not there, whatever is quoted in it', async () => {
  for (const wamid of [unseen.wamid, own.wamid, newWamid()]) {
    const nowhere = await answered({ room_id: Bun.randomUUIDv7() }, wamid)
    expect(await answered({ room_id: unseen.id }, wamid)).toEqual(nowhere)
  }
})

test('a message of another room of its own is refused, and one of the same room goes out', async () => {
  expect(await answered({ room_id: own.id }, owns.wamid)).toMatchObject([
    422,
    { details: { reason: 'other_room' } },
  ])
  for (const target of [{ room_id: own.id }, { to: own.phone! }])
    expect(await answered(target, own.wamid)).toEqual([201, null])
})
