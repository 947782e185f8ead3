import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { hostile } from './hostilePayloads.ts'
import { expectConsistent, from, openInbox } from './webhookWorld.ts'

setDefaultTimeout(120_000)

const inbox = await openInbox()
afterAll(() => inbox.stop())

/** A good delivery right after: stored, and the first message of its room. */
async function stillWorks() {
  const wamid = newWamid()
  await inbox.take(from({ phone: newPhone(), name: 'Ana' }, 'good', { wamid }))
  expect((await inbox.stored(wamid)).content_text).toBe('good')
}

/** Everything that the server shows, held against its schemas. */
async function readEverything() {
  const rooms = await inbox.sql<{ id: string }[]>`
    select id from rooms where merged_into is null order by id`
  for (const { id } of rooms) {
    await inbox.room(id)
    await inbox.messages(id)
  }
  await inbox.settled()
  expect(inbox.dashboard.faults).toEqual([])
}

describe('whatever is signed is answered 200, and what comes after it is stored:', () => {
  for (const [name, bodies] of Object.entries(hostile)) {
    test(name, async () => {
      for (const body of bodies()) {
        const raw = typeof body === 'string' ? body : JSON.stringify(body)
        const { status } = await inbox.server.deliver(raw)
        expect({ status, raw: status === 200 ? '' : raw.slice(0, 500) }).toEqual({
          status: 200,
          raw: '',
        })
      }
      await stillWorks()
    })
  }

  test('and all that is shown of it keeps to the schemas', async () => {
    await readEverything()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    // Account and number of 512 characters each don't fit the key of what is kept aside: their body is kept whole instead.
    const refused = await inbox.sql`
      update quarantine set replayed_at = now() where error like '%webhook_events_pkey%' returning id`
    expect(refused.length).toBeLessThanOrEqual(2)
    const unsafe = await inbox.sql`
      select original_filename from messages
       where original_filename ~ '[/\\\\[:cntrl:]]' or octet_length(original_filename) > 255`
    expect(unsafe).toHaveLength(0)
    await expectConsistent(inbox.sql)
  })

  test('a wamid that comes twice in one body, or from two senders, is one message of whoever came first', async () => {
    const [twice, shared] = [newWamid(), newWamid()]
    const [ana, budi] = [
      { phone: newPhone(), name: 'Ana' },
      { phone: newPhone(), name: 'Budi' },
    ]
    await inbox.take(
      from(ana, 'first', { wamid: twice }),
      from(ana, 'second', { wamid: twice }),
      from(ana, 'of Ana', { wamid: shared }),
      from(budi, 'of Budi', { wamid: shared }),
    )
    await inbox.take(from(budi, 'again of Budi', { wamid: shared }), from(budi, 'his own'))
    expect((await inbox.stored(twice)).content_text).toBe('first')
    expect((await inbox.stored(shared)).content_text).toBe('of Ana')
    const id = await inbox.roomOf(shared)
    expect(await inbox.room(id)).toMatchObject({ room_title: 'Ana', message_count: 2 })
    await inbox.settled()
    expect(inbox.seenOf(id).map(({ event }) => event)).toEqual([
      'new_room',
      'new_room_complete',
      'new_message',
    ])
  })
})
