import { expect, test } from 'bun:test'
import { isListed, isToUs, isUnread } from '../../../src/domain/counting.ts'
import { contentType, direction } from '../../../src/protocol/message.ts'

const every = direction.options.flatMap((way) =>
  contentType.options.map((type) => [way, type] as const),
)
const QUIET = ['reaction', 'system', 'note']

test.each(every)('[C1] [C2] [C3] %s %s counts as the contract says', (way, type) => {
  const quiet = QUIET.includes(type) || way === 'system' || way === 'note'
  expect(isListed(way, type)).toBe(!quiet)
  expect(isUnread(way, type)).toBe(!quiet && way === 'incoming')
  const said = { direction: way, content_type: type }
  expect(isToUs({ ...said, metadata: {} })).toBe(!quiet && way === 'incoming')
  for (const group_id of ['120363', '', 5, {}])
    expect(isToUs({ ...said, metadata: { group_id } })).toBe(false)
})
