import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { moved, openStrangers } from './strangersWorld.ts'
import { change, echo, expectConsistent, from, newBsuid, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { sql, sent, roomOf, namesOf, openProcess, close } = await openStrangers()
afterAll(close)

const textsOf = async (phone: string) => {
  const rows = await sql`
    select m.content_text as text, r.last_message_id = m.id as last from messages m join rooms r on r.id = m.room_id
      join contacts c on c.id = r.contact_id where c.wa_id = ${phone} order by m.seq`
  return { texts: rows.map(({ text }) => text), last: rows.find(({ last }) => last)?.text }
}

describe('[I24] of the names that one group tells of a customer who is not remembered, the last counts', () => {
  const cases = {
    'after a message without one': (phone: string) => [from({ phone })],
    'after the one that is known': (phone: string) => [from({ phone, name: 'Ana' })],
    'after an answer from the phone': (phone: string) => [echo({ phone }, 'x')],
  }
  for (const [title, before] of Object.entries(cases)) {
    for (const known of [true, false]) {
      test(`${title}, ${known ? 'known' : 'new'}`, async () => {
        const phone = newPhone()
        if (known) await openProcess().take(from({ phone, name: 'Ana' }))
        const wamid = newWamid()
        await openProcess().take(...before(phone), from({ phone, name: 'Budi' }, 'Halo', { wamid }))
        expect(await namesOf(await roomOf(wamid))).toMatchObject({ profile_name: 'Budi' })
      })
    }
  }

  test('beside a change of number', async () => {
    const [old, now] = [newPhone(), newPhone()]
    const met = await openProcess().write({ phone: old })
    await openProcess().take(moved(old, now), from({ phone: now, name: 'Ana Maria' }))
    expect(await namesOf(met)).toMatchObject({ profile_name: 'Ana Maria' })
  })
})

test('names that are remembered are not forgotten over a message without any', async () => {
  const who = { phone: newPhone(), bsuid: newBsuid(), name: 'Ana', username: 'ana' }
  const here = openProcess()
  await here.take(from(who))
  await here.take(echo({ phone: who.phone }, 'x'))
  const before = sent.renames
  await here.take(from(who))
  expect(sent.renames).toBe(before)
})

for (const known of [true, false]) {
  test(`messages of ${known ? 'a known' : 'a new'} customer keep their order, by whichever ids they come`, async () => {
    const who = { phone: newPhone(), bsuid: newBsuid(), name: 'Ana' }
    if (known) await openProcess().take(from(who, 'zero'))
    await openProcess().take(
      from(who, 'one'),
      echo({ phone: who.phone }, 'two'),
      from(who, 'three'),
      from({ bsuid: who.bsuid, name: 'Ana' }, 'four'),
      from(who, 'five'),
    )
    expect(await textsOf(who.phone)).toEqual({
      texts: [...(known ? ['zero'] : []), 'one', 'two', 'three', 'four', 'five'],
      last: 'five',
    })
  })
}

test('ids from a message count before those of a later status', async () => {
  const [anas, budis, old, fresh] = [newPhone(), newPhone(), newBsuid(), newBsuid()]
  await openProcess().take(
    from({ phone: anas, bsuid: old, name: 'Ana' }),
    from({ phone: budis, name: 'Ana' }),
  )
  await openProcess().take(
    from({ phone: anas, bsuid: fresh, name: 'Budi' }),
    change({
      statuses: [status(newWamid(), 'delivered', { recipient_id: budis, recipient_user_id: old })],
    }),
  )
  const rows = await sql`
    select distinct c.wa_id, c.bsuid from contacts c join contact_identities i on i.contact_id = c.id
     where i.value = any(${[anas, budis, old, fresh]})`
  const ids = rows.map((row) => ({ ...row }))
  expect(ids).toHaveLength(2)
  expect(ids).toContainEqual({ wa_id: anas, bsuid: fresh })
  expect(ids).toContainEqual({ wa_id: budis, bsuid: old })
})

describe('a number that is somebody else’s now', () => {
  for (const remembered of [true, false]) {
    test(`is not taken for its last owner’s who writes beside it, ${remembered ? 'remembered' : 'not remembered'} by another id`, async () => {
      const [phone, anas, budis] = [newPhone(), newBsuid(), newBsuid()]
      const here = openProcess()
      await here.take(from({ phone, bsuid: anas, name: 'Ana' }))
      await here.take(from({ phone, name: 'Ana' }))
      const budi = await openProcess().write({ phone, bsuid: budis, name: 'Budi' })
      if (remembered) await here.take(from({ bsuid: anas, name: 'Ana' }))
      const wamid = newWamid()
      await here.take(from({ bsuid: anas, name: 'Ana' }), from({ phone }, 'Halo', { wamid }))
      expect(await roomOf(wamid)).toEqual(budi)
    })
  }
})

test('a room that is opened while its customer is renamed is found by the new name', async () => {
  const phone = newPhone()
  const { contact_id } = await openProcess().write({ phone })
  const [channel] = await sql`
    insert into channels (id, phone_number_id) values (gen_random_uuid(), '901') returning id`
  const opened = Promise.withResolvers<void>()
  await sql.begin(async (tx) => {
    // As everybody locks a customer who is about to be renamed.
    await tx`select 1 from contacts where id = ${contact_id} for update`
    await tx`update contacts set profile_name = 'Budi' where id = ${contact_id}`
    sql`
      insert into rooms (id, contact_id, channel_id, customer_type, activity_at, created_at)
      values (gen_random_uuid(), ${contact_id}, ${channel!.id}, 'customer', now(), now())`.then(
      () => opened.resolve(),
      opened.reject,
    )
    const somebodyWaits = async () =>
      (await sql`select 1 from pg_locks where not granted`).length > 0
    while (!(await somebodyWaits()));
  })
  await opened.promise
  const marks = await sql`
    select profile_mark = hashtext('Budi') as fits from room_keys where contact_id = ${contact_id}`
  expect(marks.map(({ fits }) => fits)).toEqual([true, true])
})

test('a customer writes to two of our numbers in one body, known on both', async () => {
  const who = { phone: newPhone(), name: 'Ana' }
  const channels = ['902', '903']
  const known = []
  for (const channel of channels) {
    const wamid = newWamid()
    await openProcess().take(from(who, 'Halo', { wamid, channel }))
    known.push(await roomOf(wamid))
  }
  const wamids = channels.map(() => newWamid())
  await openProcess().take(
    ...channels.map((channel, n) => from(who, 'Halo', { wamid: wamids[n]!, channel })),
  )
  expect(await Promise.all(wamids.map(roomOf))).toEqual(known)
})

test('a thousand who are known, in one body, twice over, are each stored in their own rooms', async () => {
  const people = Array.from({ length: 1000 }, () => ({ phone: newPhone(), name: 'Ana' }))
  await openProcess().take(...people.map((who) => from(who, 'one')))
  const before = sent.lookUps
  const again = people.toReversed().map((who) => from(who, 'two'))
  const here = openProcess()
  await here.take(...again)
  await here.take(...again)
  expect(sent.lookUps).toBe(before)
  const rows = await sql`
    select r.unread_count as unread, r.last_seq::int as seq from rooms r join contacts c on c.id = r.contact_id
     where c.wa_id = any(${people.map(({ phone }) => phone)})`
  expect(rows).toHaveLength(1000)
  expect(new Set(rows.map(({ unread, seq }) => `${unread} ${seq}`))).toEqual(new Set(['2 2']))
})

test('all counters and identities are consistent after all of this', () => expectConsistent(sql))
