import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { renameContact } from '../../src/actions/renameContact.ts'
import {
  ids,
  openWorld,
  receive,
  resolve,
  settleChange,
  settleIdentity,
  type World,
} from './identityWorld.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const both = ids({ waId: '621', bsuid: 'ID.1' })

describe('settling', () => {
  test('[I5] a missing id is attached, its rooms are updated, and what processes remember of them becomes void', async () => {
    const { contactId, roomId } = await receive(world, { waId: '621' })
    const [event, ...more] = await world.eventsAfter(() => settleIdentity(world.ctx, both))
    expect(more).toEqual([])
    expect(event).toMatchObject({ kind: 'room_updated', roomId, staff: true, userIds: [] })
    expect(event!.facts).toMatchObject({ room: { contact: { phone: '621', user_id: 'ID.1' } } })
    expect(await world.contact(contactId)).toMatchObject({ wa_id: '621', bsuid: 'ID.1' })
    expect((await world.room(roomId)).identity_version).toBe(1)
    expect(await resolve(world, both)).toMatchObject({ kind: 'known', contact: { id: contactId } })
  })

  test('[I6] a recycled phone is taken from its old contact, and its new owner is a new one', async () => {
    const old = await receive(world, both)
    const asserted = ids({ waId: '621', bsuid: 'ID.2' })
    const events = await world.eventsAfter(() => settleIdentity(world.ctx, asserted))
    expect(events.map(({ kind, roomId }) => [kind, roomId])).toEqual([['room_updated', old.roomId]])
    expect(await world.contact(old.contactId)).toMatchObject({ wa_id: null, bsuid: 'ID.1' })
    expect(await resolve(world, asserted)).toEqual({ kind: 'unknown' })
    const fresh = await receive(world, asserted)
    expect(fresh.contactId).not.toBe(old.contactId)
    expect((await receive(world, both)).roomId).toBe(old.roomId)
  })

  test('[I14] settled again, nothing is written and nobody is told', async () => {
    await receive(world, { waId: '621' })
    const { roomId } = await receive(world, both)
    expect(await world.eventsAfter(() => settleIdentity(world.ctx, both))).toEqual([])
    expect((await world.room(roomId)).identity_version).toBe(1)
  })

  test('[I14] settled by many at once, it happens once', async () => {
    await receive(world, { waId: '621' })
    await receive(world, { bsuid: 'ID.1' })
    const events = await world.eventsAfter(() =>
      Promise.all(Array.from({ length: 6 }, () => settleIdentity(world.ctx, both))),
    )
    expect(events.map(({ kind }) => kind)).toEqual(['room_merged'])
  })

  test('[I12] two who both claim a phone at once take it from each other at most once', async () => {
    const one = await receive(world, both)
    const two = await receive(world, { bsuid: 'ID.2' })
    const other = ids({ waId: '621', bsuid: 'ID.2' })
    for (const asserted of [other, both, other, both]) await settleIdentity(world.ctx, asserted)
    expect(await world.contact(one.contactId)).toMatchObject({ wa_id: null })
    expect(await world.contact(two.contactId)).toMatchObject({ wa_id: '621' })
  })
})

describe('an announced change', () => {
  const change = { previous: both, current: ids({ waId: '622', bsuid: 'ID.2' }) }

  test('[I16] the room stays, and old ids still find it', async () => {
    const { roomId, contactId } = await receive(world, both)
    await settleChange(world.ctx, change)
    expect(await world.contact(contactId)).toMatchObject({ wa_id: '622', bsuid: 'ID.2' })
    expect((await receive(world, change.current)).roomId).toBe(roomId)
    expect((await receive(world, both)).roomId).toBe(roomId)
    expect((await receive(world, { waId: '621' })).roomId).toBe(roomId)
  })

  test('[I17] delivered twice, or late, it changes nothing more', async () => {
    const { contactId } = await receive(world, both)
    await settleChange(world.ctx, change)
    const next = { previous: change.current, current: ids({ waId: '623', bsuid: 'ID.3' }) }
    expect(await world.eventsAfter(() => settleChange(world.ctx, change))).toEqual([])
    await settleChange(world.ctx, next)
    expect(await world.eventsAfter(() => settleChange(world.ctx, change))).toEqual([])
    expect(await world.contact(contactId)).toMatchObject({ wa_id: '623', bsuid: 'ID.3' })
  })

  test('[I18] when the new ids wrote first, their room joins the old one', async () => {
    const old = await receive(world, both)
    const early = await receive(world, change.current)
    const events = await world.eventsAfter(() => settleChange(world.ctx, change))
    expect(events).toMatchObject([
      { kind: 'room_merged', roomId: old.roomId, data: { from_room_id: early.roomId } },
    ])
    expect(await world.contact(old.contactId)).toMatchObject({ wa_id: '622', bsuid: 'ID.2' })
    expect((await world.room(old.roomId)).message_count).toBe(2)
  })

  test('[I11] [I19] a BSUID that ended without a successor comes back with the new phone', async () => {
    const { contactId, roomId } = await receive(world, both)
    await settleChange(world.ctx, { previous: both, current: ids({ waId: '622' }) })
    expect(await world.contact(contactId)).toMatchObject({ wa_id: '622', bsuid: null })
    expect((await receive(world, { waId: '622', bsuid: 'ID.1' })).roomId).toBe(roomId)
    expect(await world.contact(contactId)).toMatchObject({ wa_id: '622', bsuid: 'ID.1' })
  })

  test('[I16] nobody known by the previous ids: nothing happens', async () => {
    await settleChange(world.ctx, change)
    expect(await world.sql`select id from contacts`).toHaveLength(0)
  })
})

describe('renaming', () => {
  test('[I24] a new name is told by every room, and leaves what is remembered of them as it is', async () => {
    const one = await receive(world, both, 0)
    const two = await receive(world, both, 1)
    const names = { profileName: 'Ani', username: null }
    const events = await world.eventsAfter(() => renameContact(world.ctx, one.contactId, names))
    expect(events.map(({ kind, roomId }) => [kind, roomId])).toEqual([
      ['room_updated', one.roomId],
      ['room_updated', two.roomId],
    ])
    expect(events[0]!.facts).toMatchObject({ room: { contact: { name: 'Ani', username: null } } })
    expect((await world.room(one.roomId)).identity_version).toBe(0)
    expect(await world.eventsAfter(() => renameContact(world.ctx, one.contactId, names))).toEqual(
      [],
    )
  })
})
