import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openFeedWorld } from './feedWorld.ts'
import { openTeam } from './roomsWorld.ts'
import { echo, from, newBsuid, reaction } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const team = await openTeam()
const { supervisor } = team
afterAll(() => team.end())

const BY_NOBODY = {
  kind: 'status',
  actor_id: null,
  actor_name: null,
  data: { from: 'closed', to: 'open' },
}
const closed = { kind: 'status', actor_id: supervisor.id, data: { from: 'open', to: 'closed' } }

const historyOf = async (id: string) => {
  const { status, body } = await team.call('GET', `/rooms/${id}/history`, supervisor)
  expect(status).toBe(200)
  return body.data as { kind: string; at: string; actor_id: string | null }[]
}
async function close(id: string) {
  const asked = { status: 'closed' }
  expect((await team.call('PATCH', `/rooms/${id}`, supervisor, asked)).status).toBe(200)
}
/** A room of a customer's that the supervisor has closed. */
async function closedRoom(who: { phone?: string; bsuid?: string; name?: string }) {
  const wamid = newWamid()
  await team.take(from(who, 'Halo', { wamid }))
  const id = await team.roomOf(wamid)
  await close(id)
  return { id, wamid }
}

describe('[C5] a customer’s message that reopens a room', () => {
  test('is one line of its history, nobody’s, however many came with it; what reopens nothing is none', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const { id, wamid } = await closedRoom(who)
    await team.take(from(who, reaction(wamid)), echo(who, 'ours'))
    expect(await historyOf(id)).toMatchObject([closed])
    await team.take(from(who, 'lagi'), echo(who, 'ours'), from(who, 'dan lagi'))
    await team.take(from(who, 'open as it is'))
    expect(await historyOf(id)).toMatchObject([BY_NOBODY, closed])
    await close(id)
    await team.take(from(who, 'once more'))
    expect(await historyOf(id)).toMatchObject([BY_NOBODY, closed, BY_NOBODY, closed])
  })

  test('is told in the transaction that reopens the room: neither is there without the other', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const { id } = await closedRoom(who)
    await team.sql`create function refuse_history() returns trigger language plpgsql as
      $$ begin raise exception 'no history'; end $$`
    await team.sql`create trigger refused before insert on room_history for each row execute function refuse_history()`
    await team.take(from(who, 'lagi'))
    expect((await team.room(id)).status).toBe('closed')
    await team.sql`drop function refuse_history cascade`
    const [kept] = await team.sql`select id from quarantine where replayed_at is null`
    const { admin } = team.server
    const replayed = await team.call('POST', `/quarantine/${kept!.id}/replay`, admin)
    expect(replayed.status).toBe(200)
    expect((await team.room(id)).status).toBe('open')
    expect(await historyOf(id)).toMatchObject([BY_NOBODY, closed])
  })

  test('of several customers in one delivery, each in its own room', async () => {
    const people = Array.from({ length: 4 }, () => ({ phone: newPhone(), name: 'Ana' }))
    const rooms = await Promise.all(people.map(closedRoom))
    await team.call('PATCH', `/rooms/${rooms[2]!.id}`, supervisor, { status: 'open' })
    await team.take(...people.toReversed().map((who) => from(who, 'lagi')))
    for (const [n, { id }] of rooms.entries()) {
      const [last] = await historyOf(id)
      expect(last).toMatchObject(n === 2 ? { actor_id: supervisor.id } : BY_NOBODY)
    }
  })

  test('comes after who closed it, whose clock was ahead', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const { id } = await closedRoom(who)
    await team.sql`update room_history set at = at + interval '1 minute' where room_id = ${id}`
    await team.take(from(who, 'lagi'))
    const history = await historyOf(id)
    expect(history).toMatchObject([BY_NOBODY, closed])
    expect(Date.parse(history[0]!.at) - Date.parse(history[1]!.at)).toBe(1)
  })

  test('is told by a process that does not remember the sender too', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const { id } = await closedRoom(who)
    const other = await openFeedWorld({ databaseUrl: team.server.databaseUrl })
    await other.say(who, 'lagi')
    await other.stop()
    expect(await historyOf(id)).toMatchObject([BY_NOBODY, closed])
  })
})

describe('[C5] rooms that become one', () => {
  test('reopen the closed one that stays by whoever merged them, and leave an open one open', async () => {
    const { id } = await closedRoom({ phone: newPhone(), name: 'Ana' })
    const [younger, third] = [await team.newRoom(), await team.newRoom()]
    const merge = (room_id: string) =>
      team.call('POST', `/rooms/${id}/merge`, supervisor, { room_id })
    expect((await merge(younger.id)).body.data).toMatchObject({ room_id: id, status: 'open' })
    const reopened = { ...BY_NOBODY, actor_id: supervisor.id, actor_name: 'Test supervisor' }
    const merged = (from_room_id: string) => ({
      kind: 'merged',
      actor_id: supervisor.id,
      data: { from_room_id },
    })
    expect(await historyOf(id)).toMatchObject([reopened, merged(younger.id), closed])
    await merge(third.id)
    expect((await historyOf(id))[0]).toMatchObject(merged(third.id))
  })

  test('are reopened by nobody where they turned out to be one customer’s', async () => {
    const [phone, bsuid] = [newPhone(), newBsuid()]
    const { id } = await closedRoom({ phone, name: 'Ana' })
    const half = newWamid()
    await team.take(from({ bsuid, name: 'Ana' }, 'Halo', { wamid: half }))
    const from_room_id = await team.roomOf(half)
    await team.take(from({ phone, bsuid, name: 'Ana' }, 'both'))
    expect(await historyOf(id)).toMatchObject([
      BY_NOBODY,
      { kind: 'merged', actor_id: null, data: { from_room_id } },
      closed,
    ])
  })

  test('stay closed where all were, and are reopened once by the message that told', async () => {
    const [phone, bsuid] = [newPhone(), newBsuid()]
    const { id } = await closedRoom({ phone, name: 'Ana' })
    await closedRoom({ bsuid, name: 'Ana' })
    await team.take(from({ phone, bsuid, name: 'Ana' }, 'both'))
    const history = await historyOf(id)
    expect(history.map(({ kind }) => kind)).toEqual(['status', 'merged', 'status', 'status'])
    expect(history[0]).toMatchObject(BY_NOBODY)
  })
})

test('a customer’s export has the line; who is erased leaves it, without anything of theirs', async () => {
  const who = { phone: newPhone(), name: 'Ana' }
  const { id } = await closedRoom(who)
  await team.take(from(who, 'lagi'))
  const { admin } = team.server
  const [{ id: contactId }] = (await team.call('GET', `/contacts?id=${who.phone}`, admin)).body.data
  const exported = await fetch(`${team.server.url}/contacts/${contactId}/export`, {
    headers: { authorization: `Bearer ${admin.token}` },
  })
  // biome-ignore lint/suspicious/noExplicitAny: a document as it comes
  const { rooms } = (await exported.json()) as any
  const { actor_name: _, ...line } = BY_NOBODY
  expect(rooms[0].history.at(-1)).toMatchObject(line)
  expect((await team.call('DELETE', `/contacts/${contactId}`, admin)).status).toBe(200)
  expect(await historyOf(id)).toMatchObject([BY_NOBODY, closed])
})
