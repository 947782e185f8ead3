import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { moved, openStrangers } from './strangersWorld.ts'
import { from, newBsuid } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { sql, sent, roomOf, namesOf, openProcess, close } = await openStrangers()
afterAll(close)

describe('a sender whom a process does not remember', () => {
  let here: ReturnType<typeof openProcess>
  let elsewhere: ReturnType<typeof openProcess>
  let before: number
  beforeEach(() => {
    here = openProcess()
    elsewhere = openProcess()
    before = sent.lookUps
  })

  test('is found by the call itself, without a look-up, whether new or known to another process', async () => {
    const who = { phone: newPhone(), bsuid: newBsuid(), username: 'ana' }
    const met = await elsewhere.write(who)
    expect(await here.write(who)).toEqual(met)
    expect(await openProcess().write({ phone: who.phone })).toEqual(met)
    expect(await openProcess().write({ bsuid: who.bsuid })).toEqual(met)
    expect(await openProcess().write({ ...who, name: undefined })).toEqual(met)
    expect(sent.lookUps).toBe(before)
  })

  test('is remembered from then on, with names', async () => {
    const who = { phone: newPhone() }
    const met = await elsewhere.write(who)
    await here.write(who)
    expect(await here.write(who)).toEqual(met)
    expect(sent.lookUps).toBe(before)
    // Whose name is written is asked once more.
    for (const name of ['Ana Maria', 'Ana Maria'])
      expect(await here.write({ ...who, name })).toEqual(met)
    expect(await namesOf(met)).toEqual({ profile_name: 'Ana Maria', username: null })
    expect(sent.lookUps).toBe(before + 1)
  })

  test('is renamed who comes under another name', async () => {
    const who = { phone: newPhone() }
    const met = await elsewhere.write(who)
    expect(await here.write({ ...who, name: 'Budi', username: 'budi' })).toEqual(met)
    expect(await namesOf(met)).toEqual({ profile_name: 'Budi', username: 'budi' })
    expect(sent.lookUps).toBe(before + 1)
    const again = { ...who, name: 'Budi', username: 'budi' }
    expect(await openProcess().write(again)).toEqual(met)
    expect(sent.lookUps).toBe(before + 1)
  })

  test('gets the id that was not known yet', async () => {
    const who = { phone: newPhone(), bsuid: newBsuid() }
    const met = await elsewhere.write({ phone: who.phone })
    expect(await here.write(who)).toEqual(met)
    expect(await openProcess().write({ bsuid: who.bsuid })).toEqual(met)
    expect(sent.lookUps).toBe(before + 1 + 1)
  })

  test('has a room of its own on each of our numbers', async () => {
    const who = { phone: newPhone() }
    const met = await elsewhere.write(who)
    const wamid = newWamid()
    await here.take(from({ ...who, name: 'Ana' }, 'Halo', { wamid, channel: '900' }))
    const other = await roomOf(wamid)
    expect(other.contact_id).toBe(met.contact_id)
    expect(other.room_id).not.toBe(met.room_id)
    expect(await openProcess().write(who)).toEqual(met)
  })

  test('is found under another spelling of the number', async () => {
    const digits = newPhone().slice(-7)
    const met = await elsewhere.write({ phone: `5511${8}${digits}` })
    expect(await here.write({ phone: `55119${8}${digits}` })).toEqual(met)
  })

  test('[I10] is found who had the number until lately', async () => {
    const phone = newPhone()
    const met = await elsewhere.write({ phone })
    await sql`update contact_identities set active = false, superseded_at = now() where value = ${phone}`
    expect(await here.write({ phone })).toEqual(met)
  })

  test('[I10] is somebody else if the number was given up long ago', async () => {
    const phone = newPhone()
    const met = await elsewhere.write({ phone })
    await sql`update contact_identities set active = false, superseded_at = now() - interval '30 days' where value = ${phone}`
    await sql`update contacts set wa_id = null where id = ${met.contact_id}`
    const fresh = await here.write({ phone })
    expect(fresh.contact_id).not.toBe(met.contact_id)
    expect(await here.write({ phone })).toEqual(fresh)
  })

  test('[I3] keeps its room when its number has changed elsewhere', async () => {
    const [old, phone] = [newPhone(), newPhone()]
    const met = await elsewhere.write({ phone: old })
    await elsewhere.take(moved(old, phone))
    before = sent.lookUps
    expect(await here.write({ phone })).toEqual(met)
    expect(await here.write({ phone })).toEqual(met)
    expect(sent.lookUps).toBe(before)
  })

  test('is one customer who comes in one body by one id and by another', async () => {
    const who = { phone: newPhone(), bsuid: newBsuid() }
    const met = await elsewhere.write(who)
    const halves = [{ phone: who.phone }, { bsuid: who.bsuid }]
    const wamids = halves.map(() => newWamid())
    const named = { name: 'Ana' }
    await here.take(
      ...halves.map((half, n) => from({ ...half, ...named }, 'Halo', { wamid: wamids[n]! })),
    )
    for (const wamid of wamids) expect(await roomOf(wamid)).toEqual(met)
    const [room] = await sql`select unread_count, last_seq from rooms where id = ${met.room_id}`
    expect(room).toMatchObject({ unread_count: 3, last_seq: '3' })
  })

  test('makes one customer of one whom two processes meet at once', async () => {
    const phones = Array.from({ length: 20 }, () => newPhone())
    const rooms = await Promise.all(
      phones.flatMap((phone) => [here.write({ phone }), elsewhere.write({ phone })]),
    )
    expect(new Set(rooms.map(({ room_id }) => room_id)).size).toBe(phones.length)
    expect(new Set(rooms.map(({ contact_id }) => contact_id)).size).toBe(phones.length)
  })

  test('gets the same events as in the log, new and known ones in one body', async () => {
    const people = Array.from({ length: 12 }, () => ({ phone: newPhone(), name: 'Ana' }))
    const known = people.filter((_, n) => n % 3 !== 0)
    for (const who of known) await elsewhere.write(who)
    for (const who of known.slice(0, 3)) await here.write(who)
    here.told.length = 0
    const twice = [...people, ...people.toReversed()]
    await here.take(...twice.map((who) => from(who, `from ${who.phone}`)))
    // Whoever posted is answered before dashboards are told.
    while (here.told.length < twice.length) await new Promise(setImmediate)
    const ids = here.told.map(({ id }) => id)
    const rows = await sql`
      select id::int, slots, kind, room_id, user_ids, data, facts from events where id = any(${ids}::bigint[]) order by id`
    const logged = rows.map((row) => ({ ...row }))
    const heard = here.told.map(({ id, slots, kind, roomId, userIds, data, facts }) => ({
      id,
      slots,
      kind,
      room_id: roomId,
      user_ids: userIds,
      data: JSON.parse(JSON.stringify(data)),
      facts: JSON.parse(JSON.stringify(facts)),
    }))
    expect(heard).toEqual(logged as typeof heard)
    expect(heard.map(({ kind }) => kind)).toEqual(
      twice.map((_, n) => (n < 12 && n % 3 === 0 ? 'room_created' : 'message')),
    )
    for (const { data, room_id } of heard) expect(data).toMatchObject({ room_id })
  })
})

/** A number that one customer gives up, and another takes at once. */
function handedOn() {
  const [given, anas, budis] = [newPhone(), newPhone(), newPhone()]
  const owners = async () => {
    const rows = await sql`
      select c.profile_name as name, c.wa_id as phone from contacts c join rooms r on r.contact_id = c.id
       where c.wa_id = any(${[given, anas]}) and r.merged_into is null order by 1`
    return rows.map((row) => ({ ...row }))
  }
  return {
    people: [from({ phone: given, name: 'Ana' }), from({ phone: budis, name: 'Budi' })],
    changes: [moved(given, anas), moved(budis, given)],
    owners,
    expected: [
      { name: 'Ana', phone: anas },
      { name: 'Budi', phone: given },
    ],
  }
}

describe('[I17] a number that one gives up and another takes, in one body', () => {
  test('stays two customers in a process that remembers neither', async () => {
    const { people, changes, owners, expected } = handedOn()
    await openProcess().take(...people)
    const here = openProcess()
    await here.take(...changes)
    expect(await owners()).toEqual(expected)
  })

  test('stays two customers when Meta delivers it again, to whichever process', async () => {
    const { people, changes, owners, expected } = handedOn()
    const here = openProcess()
    await here.take(...people)
    await here.take(...changes)
    await here.take(...changes)
    await openProcess().take(...changes)
    expect(await owners()).toEqual(expected)
  })

  test('stays two customers when the group fails, and is decided again', async () => {
    const { people, changes, owners, expected } = handedOn()
    const here = openProcess()
    await here.take(...people)
    await sql.unsafe(`
      create sequence fails;
      create function fail_once() returns trigger language plpgsql as $$
      begin if nextval('fails') = 1 then raise exception 'as it happens' using errcode = '40001'; end if; return new; end $$;
      create trigger fail_once before insert on messages for each row execute function fail_once()`)
    await here.take(...changes)
    await sql.unsafe('drop trigger fail_once on messages')
    expect(await owners()).toEqual(expected)
  })
})

test('[I2] one stranger who comes under two spellings at once is one customer', async () => {
  const here = openProcess()
  for (let turn = 0; turn < 10; turn++) {
    const digits = newPhone().slice(-7)
    const spellings = [`5511${8}${digits}`, `55119${8}${digits}`]
    // Enough in between for two groups to fly beside each other.
    const crowd = Array.from({ length: 40 }, () => newPhone())
    const phones = [spellings[0]!, ...crowd, spellings[1]!]
    const rooms = await Promise.all(phones.map((phone) => here.write({ phone })))
    expect(rooms.at(-1)).toEqual(rooms[0]!)
  }
})
