import { afterAll, beforeAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { EventRow } from '../../src/domain/event.ts'
import type { Ids } from '../../src/domain/identity.ts'
import { buildRoomSummary } from '../../src/domain/roomSummary.ts'
import type { RoomSummary } from '../../src/protocol/room.ts'
import { readRoomFacts } from '../../src/store/rooms.ts'
import {
  DAY,
  openWorld,
  receive,
  resolve,
  settleChange,
  settleIdentity,
  type World,
} from './identityWorld.ts'

let world: World
const RUNS = 40
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

type Step =
  | { do: 'message'; asserted: Ids; channel: number }
  | { do: 'change'; previous: Ids; current: Ids }
  | { do: 'wait'; days: number }

const oneOf = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: null })
const someIds = fc
  .record({
    waId: oneOf('621', '622', '5531987654321', '553187654321'),
    bsuid: oneOf('ID.1', 'ID.2', 'ID.3'),
    parentBsuid: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, oneOf('ENT.1', 'ENT.2')),
  })
  .filter((given) => Object.values(given).some((value) => value !== null))
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('message' as const),
      asserted: someIds,
      channel: fc.nat(1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      previous: someIds,
      current: someIds,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.constantFrom(1, 9) }),
  },
)

/** An id that two customers had one after the other, and lost within the same millisecond. */
const HAD_BY_TWO_IN_A_MOMENT: Step[] = [
  { do: 'message', asserted: ids({ bsuid: 'ID.1' }), channel: 0 },
  { do: 'message', asserted: ids({ bsuid: 'ID.2' }), channel: 0 },
  { do: 'change', previous: ids({ bsuid: 'ID.1' }), current: ids({ waId: '621' }) },
  { do: 'change', previous: ids({ bsuid: 'ID.2' }), current: ids({ bsuid: 'ID.1' }) },
  { do: 'message', asserted: ids({ waId: '621' }), channel: 0 },
  { do: 'change', previous: ids({ bsuid: 'ID.1' }), current: ids({ bsuid: 'ID.2' }) },
]

test('[I25] after any messages and changes: one owner of each id, nobody wrongly merged, no message lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 20 }), async (steps) => {
      await clear()
      const strangers = new Strangers()
      let messages = 0
      for (const next of steps) {
        if (next.do === 'wait') world.clock.now += next.days * DAY
        if (next.do === 'change') await changed(next)
        if (next.do === 'message') {
          await receive(world, next.asserted, next.channel)
          await isSettled(next.asserted)
          messages++
        }
        strangers.look(await contactsNow(), await ownersOfRooms(), next.do === 'change')
        await mirrorsAgree()
        await roomsHold(messages)
      }
      await logTellsAll()
    }),
    { numRuns: RUNS, examples: [[HAD_BY_TWO_IN_A_MOMENT]] },
  )
}, 120_000)

const several = fc.tuple(
  fc.array(someIds, { minLength: 2, maxLength: 5 }),
  fc.array(someIds, { minLength: 4, maxLength: 8 }),
)

test('[I25] many at once leave the same order behind', async () => {
  await fc.assert(
    fc.asyncProperty(several, async ([first, crowd]) => {
      await clear()
      for (const asserted of first) await receive(world, asserted)
      await Promise.all(crowd.map((asserted) => settleIdentity(world.ctx, asserted)))
      await mirrorsAgree()
      await roomsHold(first.length)
      await logTellsAll()
    }),
    { numRuns: RUNS },
  )
}, 120_000)

test('[I26] senders that contradict each other are all settled after a few rounds', async () => {
  await fc.assert(
    fc.asyncProperty(several, async ([first, crowd]) => {
      await clear()
      for (const asserted of first) await receive(world, asserted)
      for (let round = 1; ; round++) {
        const unsettled: Ids[] = []
        for (const asserted of crowd)
          if ((await resolve(world, asserted)).kind === 'unsettled') unsettled.push(asserted)
        if (unsettled.length === 0) break
        expect(round).toBeLessThanOrEqual(crowd.length + 1)
        for (const asserted of unsettled) await settleIdentity(world.ctx, asserted)
      }
    }),
    { numRuns: RUNS },
  )
}, 120_000)

async function clear() {
  await world.sql`truncate outbox, sends, contacts, contact_identities, rooms, room_keys, room_participants, room_history, messages, message_search, message_attempts, media, events`
  world.log.length = 0
  world.clock.now = Date.now()
}

async function changed(change: { previous: Ids; current: Ids }) {
  await settleChange(world.ctx, change)
  const told = world.log.length
  await settleChange(world.ctx, change)
  expect(world.log.length).toBe(told)
}

/** Resolving again finds the same contact, and settling again tells nobody. */
async function isSettled(asserted: Ids) {
  expect((await resolve(world, asserted)).kind).toBe('known')
  const told = world.log.length
  await settleIdentity(world.ctx, asserted)
  expect(world.log.length).toBe(told)
}

type ContactRow = { id: string; bsuid: string | null }
const contactsNow = () => world.sql<ContactRow[]>`select id, bsuid from contacts`

async function ownersOfRooms(): Promise<Map<string, string>> {
  const rows = await world.sql<
    { id: string; contact_id: string }[]
  >`select r.id, coalesce(r.contact_id, o.contact_id) as contact_id
       from rooms r left join rooms o on o.id = r.merged_into`
  return new Map(rows.map((row) => [row.id, row.contact_id]))
}

/** Contacts that had different active BSUIDs at one time: only an announced change may show that they were one. */
class Strangers {
  private pairs = new Set<string>()
  private contacts: ContactRow[] = []
  private owners = new Map<string, string>()

  look(contacts: ContactRow[], owners: Map<string, string>, announced: boolean) {
    for (const [room, before] of this.owners) {
      const owner = owners.get(room)!
      if (owner !== before && !announced) expect(this.pairs).not.toContain(pair(owner, before))
    }
    // A BSUID that a change ended has no successor yet: who brings it may be anybody.
    const ended = new Set(
      contacts.filter(({ id, bsuid }) => bsuid === null && this.had(id)).map(({ id }) => id),
    )
    this.pairs = new Set(
      [...this.pairs].filter((ids) => !ids.split(' ').some((id) => ended.has(id))),
    )
    for (const a of contacts)
      for (const b of contacts)
        if (a.bsuid !== null && b.bsuid !== null && a.bsuid !== b.bsuid)
          this.pairs.add(pair(a.id, b.id))
    if (ended.size > 0) expect(announced).toBe(true)
    this.contacts = contacts
    this.owners = owners
  }

  private had(contactId: string) {
    return this.contacts.some(({ id, bsuid }) => id === contactId && bsuid !== null)
  }
}

const pair = (a: string, b: string) => [a, b].toSorted().join(' ')

async function mirrorsAgree() {
  const wrong = await world.sql`
    select c.id from contacts c left join contact_identities i on i.contact_id = c.id and i.active
     group by c.id
    having (c.wa_id, c.bsuid, c.parent_bsuid) is distinct from
           (max(value) filter (where kind = 'wa_id'), max(value) filter (where kind = 'bsuid'), max(value) filter (where kind = 'parent_bsuid'))
        or count(*) filter (where kind = 'wa_id') > 1 or count(*) filter (where kind = 'bsuid') > 1`
  expect(wrong).toHaveLength(0)
  const twice = await world.sql`
    select kind, value from contact_identities group by kind, value having count(*) filter (where active) > 1
    union all select kind, value from contact_identities group by contact_id, kind, value having count(*) > 1`
  expect(twice).toHaveLength(0)
}

/** Every message is in a room that is there with a place of its own, every counter is right, and a merged room leads to one that is there. */
async function roomsHold(messages: number) {
  const rooms = await world.sql<
    { merged_into: string | null; message_count: number; held: number; onward: boolean }[]
  >`
    select r.merged_into, r.message_count, (select count(distinct seq)::int from messages m where m.room_id = r.id and m.seq <= r.last_seq) as held,
           exists (select from rooms o where o.id = r.merged_into and o.merged_into is null and o.contact_id is not null and r.contact_id is null) as onward
      from rooms r`
  let total = 0
  for (const room of rooms) {
    expect(room.message_count).toBe(room.held)
    if (room.merged_into) expect(room).toMatchObject({ held: 0, onward: true })
    total += room.held
  }
  expect(total).toBe(messages)
}

/** What a dashboard knows from the events alone is what a fresh list shows. */
async function logTellsAll() {
  const known = new Map<string, RoomSummary>()
  const log = world.log.toSorted((a, b) => a.id - b.id)
  for (const row of log) apply(known, row)
  const ids = (await world.sql<{ id: string }[]>`select id from rooms`).map(({ id }) => id)
  const fresh = (await readRoomFacts(world.sql, ids)).map((facts) => buildRoomSummary(facts, 0))
  expect(Object.fromEntries(known)).toEqual(
    Object.fromEntries(fresh.map((room) => [room.room_id, room])),
  )
}

function apply(known: Map<string, RoomSummary>, row: EventRow) {
  if (row.kind !== 'room_updated' && row.kind !== 'room_merged') throw new Error(row.kind)
  if (row.kind === 'room_merged') known.delete(row.data.from_room_id)
  known.set(row.roomId!, buildRoomSummary(row.facts.room, 0))
}

function ids(given: Partial<Ids>): Ids {
  return { waId: null, bsuid: null, parentBsuid: null, ...given }
}
