import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { waitForWaiting } from '../helpers/locks.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { openLeads } from './leadsWorld.ts'
import { MALFORMED } from './roomsWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { team, staff, make, list, stop } = await openLeads()
afterAll(stop)

const patch = (id: string, fields: object, person = staff) =>
  team.call('PATCH', `/leads/${id}`, person, fields)

describe('[L1] a lead', () => {
  test('of a customer’s phone gives its room its name, told once', async () => {
    const { id, phone } = await team.newRoom()
    await team.assign(id, team.one)
    const spelled = `+${phone.slice(0, 2)} ${phone.slice(2, 6)}-${phone.slice(6)}`
    const lead = await make({ name: 'Bu Ani', phone: spelled, outstanding: 1500.5 })
    expect(lead.phone).toBe(phone)
    const room = await team.room(id)
    expect(room).toMatchObject({
      room_title: 'Bu Ani',
      leads_id: lead.id,
      leads_info: { outstanding: 1500.5 },
    })
    for (const client of [team.dashboard, team.ones]) {
      const told = await team.told(client, 'room_updated', id)
      expect(told).toHaveLength(1)
      expect(told[0]).toMatchObject({ room_title: 'Bu Ani', leads_id: lead.id })
    }
    expect(await team.told(team.others, 'room_updated', id)).toEqual([])
    const { body } = await team.call('GET', `/rooms/${id}/history`, staff)
    expect(body.data[0]).toMatchObject({
      kind: 'lead',
      actor_id: staff.id,
      data: { lead_id: lead.id },
    })
  })

  test('that changes is told by each of its rooms, once, and not when nothing changes', async () => {
    const phone = newPhone()
    const rooms = [
      await team.newRoom({ phone }),
      await team.newRoom({ phone, channel: '2065550002' }),
    ]
    const lead = await make({ name: 'Before', phone })
    await patch(lead.id, { name: 'After' })
    await patch(lead.id, { name: 'After' })
    await patch(lead.id, { name: ' After ', phone: `+${phone}` })
    for (const { id } of rooms) {
      const told = await team.told(team.dashboard, 'room_updated', id)
      expect(told.map(({ room_title }) => room_title)).toEqual(['Before', 'After'])
    }
  })

  test('whose phone changes comes to the rooms of that phone, and stays where it was', async () => {
    const one = await team.newRoom()
    const two = await team.newRoom()
    const lead = await make({ name: 'Moves', phone: one.phone })
    expect((await patch(lead.id, { phone: two.phone })).status).toBe(200)
    expect((await team.room(one.id)).leads_id).toBe(lead.id)
    expect((await team.room(two.id)).leads_id).toBe(lead.id)
  })

  test('of several with one phone the oldest is the room’s', async () => {
    const { id, phone } = await team.newRoom()
    const first = await make({ name: 'First', phone })
    await make({ name: 'Second', phone })
    expect((await team.room(id)).leads_id).toBe(first.id)
  })

  test('is found by a room that is created later, and by a customer who shows the phone later', async () => {
    const phone = newPhone()
    const lead = await make({ name: 'Earlier', phone })
    expect((await team.room((await team.newRoom({ phone })).id)).leads_id).toBe(lead.id)

    const hidden = newPhone()
    const bsuid = `ID.${Bun.randomUUIDv7()}`
    const late = await make({ name: 'Hidden', phone: hidden })
    await team.take(from({ bsuid, name: 'Shy' }, 'first'))
    await team.take(from({ bsuid, phone: hidden, name: 'Shy' }, 'second'))
    const [room] = await team.sql`
      select r.id from rooms r join contacts c on c.id = r.contact_id where c.bsuid = ${bsuid}`
    expect((await team.room(room!.id)).leads_id).toBe(late.id)
    const told = await team.told(team.dashboard, 'room_updated', room!.id)
    expect(told.at(-1)).toMatchObject({ room_title: 'Hidden' })
  })

  test('and a room that are made in the same moment do not miss each other', async () => {
    const phones = Array.from({ length: 30 }, newPhone)
    await Promise.all(
      phones.flatMap((phone) => [make({ name: 'Same', phone }), team.take(from({ phone }, 'x'))]),
    )
    const linked = await team.sql`
      select count(*)::int as n from rooms r join contacts c on c.id = r.contact_id
       where c.wa_id = any(${phones}) and r.lead_id is not null`
    expect(linked[0]!.n).toBe(30)
  })

  test('waits for a customer who is being made', async () => {
    const phone = newPhone()
    const made = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    const making = team.sql.begin(async (tx) => {
      const contact = Bun.randomUUIDv7()
      await tx`insert into contacts (id, wa_id) values (${contact}, ${phone})`
      await tx`insert into contact_identities (id, contact_id, kind, value) values (${Bun.randomUUIDv7()}, ${contact}, 'wa_id', ${phone})`
      await tx`insert into rooms (id, contact_id, channel_id, customer_type, activity_at, created_at)
               select ${Bun.randomUUIDv7()}, ${contact}, id, 'customer', now(), now() from channels limit 1`
      made.resolve()
      await held.promise
    })
    await made.promise
    const lead = make({ name: 'Waits', phone })
    await waitForWaiting(team.sql)
    held.resolve()
    await making
    const { id } = await lead
    const [room] = await team.sql`
      select r.lead_id from rooms r join contacts c on c.id = r.contact_id where c.wa_id = ${phone}`
    expect(room!.lead_id).toBe(id)
  })
})

describe('who may', () => {
  test('an agent sees and changes the leads of its rooms, and no others', async () => {
    const { id, phone } = await team.newRoom()
    const theirs = await team.newRoom()
    await team.assign(id, team.other)
    const lead = await make({ name: 'Mine', phone })
    const hidden = await make({ name: 'Theirs', phone: theirs.phone })
    expect((await list('', team.other)).map((one) => one.id)).toEqual([lead.id])
    expect((await list('?q=theirs', team.other)).length).toBe(0)
    expect((await patch(lead.id, { loan_type: 'KUR' }, team.other)).body.data.loan_type).toBe('KUR')
    expect((await patch(lead.id, { loan_type: 'KUR' }, team.other)).status).toBe(200)
    for (const fields of [{ name: 'Stolen' }, { name: 'Theirs' }, { phone }])
      expect((await patch(hidden.id, fields, team.other)).status).toBe(404)
    expect((await list(`?q=${theirs.phone}`)).map(({ name }) => name)).toEqual(['Theirs'])
    expect((await patch(Bun.randomUUIDv7(), { name: 'x' })).status).toBe(404)
  })

  test('an agent does not make a lead somebody else’s, whose rooms it would change unseen', async () => {
    const mine = await team.newRoom()
    const theirs = await team.newRoom()
    await team.assign(mine.id, team.one)
    const lead = await make({ name: 'Mine', phone: mine.phone })
    for (const phone of [theirs.phone, newPhone(), null])
      expect((await patch(lead.id, { phone }, team.one)).status).toBe(403)
    const same = await patch(lead.id, { phone: mine.phone, name: 'Still mine' }, team.one)
    expect(same.body.data).toMatchObject({ phone: mine.phone, name: 'Still mine' })
    expect((await team.room(theirs.id)).leads_id).toBeNull()
    expect((await patch(lead.id, { phone: theirs.phone })).status).toBe(200)
    expect((await team.room(theirs.id)).leads_id).toBe(lead.id)
  })

  test('making, importing and exporting is for staff', async () => {
    for (const [method, path] of [
      ['POST', '/leads'],
      ['POST', '/leads/import'],
      ['GET', '/leads/export'],
    ] as const) {
      const body = method === 'POST' ? { name: 'x' } : undefined
      expect((await team.call(method, path, team.one, body)).status).toBe(403)
      expect((await team.call(method, path, null, body)).status).toBe(401)
    }
    expect((await team.call('GET', '/leads', null)).status).toBe(401)
  })

  test('a lead keeps a name or a phone', async () => {
    const phone = newPhone()
    const lead = await make({ name: 'Has both', phone })
    expect((await patch(lead.id, { name: null, phone: null })).status).toBe(400)
    expect((await patch(lead.id, { name: null })).body.data).toMatchObject({ name: null, phone })
    const refused = await patch(lead.id, { phone: '', loan_type: 'KUR' })
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } })
    expect(await list(`?q=${phone}`)).toMatchObject([{ id: lead.id, phone, loan_type: null }])
    // Whether there is such a lead, an agent without its rooms is not told.
    expect((await patch(lead.id, { phone: null }, team.other)).status).toBe(404)
  })

  test('malformed is refused', async () => {
    const { id } = await make({ name: 'Stays' })
    const bad = [
      { phone: 'call me' },
      { phone: '12' },
      { outstanding: '7' },
      { outstanding: null, name: null },
      { name: ' ' },
    ]
    for (const body of [...MALFORMED, ...bad])
      expect({ body, status: (await team.call('POST', '/leads', staff, body)).status }).toEqual({
        body,
        status: 400,
      })
    for (const body of [...MALFORMED, ...bad.slice(0, 3)])
      expect({ body, status: (await patch(id, body as object)).status }).toEqual({
        body,
        status: 400,
      })
    for (const query of [
      '?limit=0',
      '?cursor=x',
      '?q=',
      `?cursor=${Buffer.from('["x"]').toString('base64url')}`,
    ])
      expect((await team.call('GET', `/leads${query}`, staff)).status).toBe(400)
  })
})

test('GET /leads visits each once, newest first', async () => {
  for (let n = 0; n < 25; n++) await make({ name: `Page ${n}` })
  const names: (string | null)[] = []
  for (let query = '?limit=4&q=page%20'; ; ) {
    const { body } = await team.call('GET', `/leads${query}`, staff)
    names.push(...body.data.map(({ name }: { name: string }) => name))
    if (body.next_cursor === null) break
    query = `?limit=4&q=page%20&cursor=${body.next_cursor}`
  }
  expect(names).toEqual(Array.from({ length: 25 }, (_, n) => `Page ${24 - n}`))
})
