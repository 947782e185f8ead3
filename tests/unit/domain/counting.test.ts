import { expect, test } from 'bun:test'
import { isFromCustomer, isListed, isUnread } from '../../../src/domain/counting.ts'
import { contentType, direction } from '../../../src/protocol/message.ts'

const every = direction.options.flatMap((way) =>
  contentType.options.map((type) => [way, type] as const),
)
const QUIET = ['reaction', 'system', 'note']

test.each(every)('[C1] [C2] [C3] %s %s counts as the contract says', (way, type) => {
  const quiet = QUIET.includes(type) || way === 'system' || way === 'note'
  expect(isListed(way, type)).toBe(!quiet)
  expect(isUnread(way, type)).toBe(!quiet && way === 'incoming')
  expect(isFromCustomer(way, type)).toBe(!quiet && way === 'incoming')
})
