import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import fc from 'fast-check'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import {
  change,
  echo,
  edit,
  expectConsistent,
  from,
  hook,
  newBsuid,
  openInbox,
  reaction,
  revoke,
  status,
  systemLine,
  text,
  type Who,
} from './webhookWorld.ts'

setDefaultTimeout(120_000)

describe('any plausible traffic', () => {
  const phones = Array.from({ length: 12 }, () => newPhone())
  const bsuids = Array.from({ length: 12 }, () => newBsuid())
  const wamids = Array.from({ length: 400 }, newWamid)
  const nasty = fc.string({
    unit: fc.constantFrom('a', ' ', '\0', '\ud800', '\udc00', '😀', 'é', '\u202e', '"', '\\'),
    maxLength: 8,
  })
  const person = fc.nat(11).chain((n) =>
    fc.record({
      // Number n and id n belong together, and now and then to somebody else.
      phone: fc.option(
        fc.oneof(
          { weight: 9, arbitrary: fc.constant(phones[n]!) },
          { weight: 1, arbitrary: fc.constantFrom(...phones) },
        ),
        { nil: undefined },
      ),
      bsuid: fc.option(
        fc.oneof(
          { weight: 9, arbitrary: fc.constant(bsuids[n]!) },
          { weight: 1, arbitrary: fc.constantFrom(...bsuids) },
        ),
        { nil: undefined },
      ),
      name: fc.option(fc.oneof(fc.constantFrom('Ana', 'Budi', 'Citra'), nasty), { nil: undefined }),
      username: fc.option(nasty, { nil: undefined }),
    }),
  )
  const wamid = fc.constantFrom(...wamids)
  const at = fc.integer({ min: -3, max: 3 }).map((hours) => Date.now() + hours * 3_600_000)
  const channel = fc.constantFrom(PHONE_NUMBER_ID, '206540352242922')
  const options = fc.record({ wamid, at, channel })
  const content = fc.oneof(
    { weight: 6, arbitrary: nasty.map(text) },
    { weight: 1, arbitrary: fc.tuple(wamid, nasty).map(([to, emoji]) => reaction(to, emoji)) },
    { weight: 1, arbitrary: fc.tuple(wamid, nasty).map(([of, body]) => edit(of, body)) },
    { weight: 1, arbitrary: wamid.map(revoke) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('image', 'document', 'audio', 'sticker'), nasty)
        .map(([type, filename]) => ({ type, [type]: { id: '1', filename, caption: filename } })),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('hologram', 'location', 'order').map((type) => ({ type })),
    },
  )
  const one = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(person, content, options)
        .map(([who, what, how]) => from(who as Who, what, how)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(person, content, options)
        .map(([who, what, how]) => echo(who as Who, what, how)),
    },
    {
      weight: 2,
      arbitrary: fc
        .array(
          fc
            .tuple(
              wamid,
              fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed', 'lost'),
              person,
              at,
            )
            .map(([id, name, who, when]) =>
              status(id, name, { at: when, recipient_id: who.phone, recipient_user_id: who.bsuid }),
            ),
          { maxLength: 5 },
        )
        .map((statuses) => change({ statuses })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(person, person, options).map(([old, next, how]) =>
        systemLine(
          { from: old.phone },
          {
            type: 'user_changed_number',
            body: 'changed',
            wa_id: next.phone,
            user_id: next.bsuid,
            previous_user_id: old.bsuid,
          },
          how,
        ),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...bsuids), fc.constantFrom(...bsuids))
        .map(([previous, current]) => ({
          field: 'user_id_update',
          value: [{ user_id: { previous, current }, timestamp: '1749416383' }],
        })),
    },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => ({ field: 'messages', value })) },
  )
  const body = fc.array(one, { minLength: 1, maxLength: 4 }).map((changes) => hook(...changes))

  test('is answered 200 and stores each acceptable wamid once, with rooms that agree with their messages', async () => {
    const own = await openInbox()
    const acceptable = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 4 }), async (bodies) => {
        const answers = await Promise.all(bodies.map((one) => own.server.deliver(one)))
        for (const one of bodies)
          for (const item of parseWebhook(JSON.parse(JSON.stringify(one)), Date.now()))
            if (item.kind === 'message') acceptable.add(item.wamid)
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
      }),
      { numRuns: 300, endOnFailure: true },
    )
    const [{ stored, distinct }] = (await own.sql`
      select count(*)::int as stored, count(distinct wa_message_id)::int as distinct from messages`) as unknown as [
      { stored: number; distinct: number },
    ]
    expect({ stored, distinct }).toEqual({ stored: acceptable.size, distinct: acceptable.size })
    await expectConsistent(own.sql)
    const rooms = await own.sql<{ id: string }[]>`select id from rooms where merged_into is null`
    for (const { id } of rooms) {
      await own.room(id)
      await own.messages(id)
    }
    await own.settled()
    await own.stop()
  })
})
