import { afterAll, expect, test } from 'bun:test'
import { newPhone, newWamid, seconds } from '../helpers/webhooks.ts'
import { openFeedWorld } from './feedWorld.ts'

const world = await openFeedWorld()
afterAll(world.stop)

/** What a list of texts could be read as, if one of them were taken for more than a text. */
const TRICKY = [
  ...['NULL', 'null', '{}', '{a,b}', '}', '"', '\\', '\\"', '","', "'", "''", '$1', '', ' ', '\t'],
  ...['a\nb', 'a\\nb', 'a\\', '{"a":"b"}', '\u{1f600}', '\u2028', '1', 't'],
]

const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }

test('a message’s row and its event say the same, whatever stands beside it in its group', async () => {
  const phone = newPhone()
  const message = (fields: object) => ({
    from: phone,
    id: newWamid(),
    timestamp: seconds(),
    ...fields,
  })
  const messages = TRICKY.flatMap((tricky) => [
    message({ type: 'text', text: { body: tricky } }),
    message({
      type: 'document',
      document: {
        id: `1${Math.random()}`,
        mime_type: 'text/plain',
        filename: tricky,
        caption: tricky,
      },
    }),
    message({ type: 'reaction', reaction: { message_id: `wamid.${tricky}`, emoji: '👍' } }),
    message({ type: 'text', text: { body: 'an answer' }, context: { id: `wamid.${tricky}` } }),
    message({ type: 'location', location: { latitude: 1, longitude: 2, name: tricky } }),
  ])
  await world.deliver({
    messaging_product: 'whatsapp',
    metadata,
    contacts: [{ profile: { name: TRICKY.join('') }, wa_id: phone }],
    messages,
  })
  const rows = await world.sql<{ row: object; told: Record<string, unknown> }[]>`
    select message_json(m)::jsonb - 'seq' as row, (e.data::jsonb - 'added') as told
      from messages m join events e on e.data->>'id' = m.id::text order by m.seq`
  expect(rows).toHaveLength(messages.length)
  for (const { row, told } of rows) expect(row).toEqual(told)
  const bodies = rows.flatMap(({ told }) =>
    told.content_type === 'text' && told.content_text !== 'an answer' ? [told.content_text] : [],
  )
  expect(bodies).toEqual(TRICKY)
})
