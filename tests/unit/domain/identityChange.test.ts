import { expect, test } from 'bun:test'
import type { IdentityHit, Ids } from '../../../src/domain/identity.ts'
import { planChange } from '../../../src/domain/identityChange.ts'
import { planMerge } from '../../../src/domain/identityPlan.ts'
import { contact, ids, written } from './identityWorld.ts'

function change(
  previous: Partial<Ids>,
  current: Partial<Ids>,
  ...hits: IdentityHit[][]
): string[] | null {
  const plan = planChange({ previous: ids(previous), current: ids(current) }, hits.flat())
  return plan && written(plan)
}

const before = { waId: '621', bsuid: 'ID.1' }
const after = { waId: '622', bsuid: 'ID.2' }

test('[I16] who is known by previous ids gets the current ones', () => {
  const moved = ['a - ID.1', 'a - 621', 'a + ID.2', 'a + 622']
  expect(change(before, after, contact('a', before))).toEqual(moved)
  expect(change({ bsuid: 'ID.1' }, { bsuid: 'ID.2' }, contact('a', before))).toEqual([
    'a - ID.1',
    'a + ID.2',
  ])
})

test('[I16] nobody known by previous ids: nothing, also when an old number has no owner now', () => {
  expect(change(before, after)).toBeNull()
  expect(change(before, after, contact('b', after))).toBeNull()
  const lost = contact('a', { bsuid: 'ID.9', lost: [['wa_id', '621', 1]] })
  expect(change({ waId: '621' }, { waId: '622' }, lost)).toBeNull()
})

test('[I17] a change that comes again writes nothing', () => {
  const lost: ['bsuid' | 'wa_id', string, number][] = [
    ['bsuid', 'ID.1', 1],
    ['wa_id', '621', 1],
  ]
  expect(change(before, after, contact('a', { ...after, lost }))).toBeNull()
})

test('[I17] a change that comes late does not undo a newer one', () => {
  const newer = contact('a', {
    waId: '623',
    bsuid: 'ID.3',
    lost: [
      ['bsuid', 'ID.1', 2],
      ['wa_id', '621', 2],
      ['bsuid', 'ID.2', 1],
      ['wa_id', '622', 1],
    ],
  })
  expect(change(before, after, newer)).toBeNull()
})

test('[I17] told in two parts, the second part is still written', () => {
  const half = contact('a', { waId: '622', lost: [['bsuid', 'ID.1', 0]] })
  expect(change({ bsuid: 'ID.1' }, { bsuid: 'ID.2' }, half)).toEqual(['a + ID.2'])
})

test('[I18] who wrote with the current ids before the change is the same person', () => {
  const changed = contact('a', { ...before, age: 2 })
  expect(change(before, after, changed, contact('b', after))).toEqual([
    'a - ID.1',
    'a - 621',
    'a < b',
  ])
  expect(change(before, after, changed, contact('b', { waId: '622' }))).toEqual([
    'a - ID.1',
    'a - 621',
    'a < b',
    'a + ID.2',
  ])
  const halves = [contact('b', { waId: '622' }), contact('c', { bsuid: 'ID.2', age: 3 })]
  expect(change(before, after, changed, ...halves)).toEqual(['a - ID.1', 'a - 621', 'c < a b'])
})

test('[I18] who has the current phone with another BSUID is somebody else and loses it', () => {
  const other = contact('b', { waId: '622', bsuid: 'ID.9' })
  expect(change(before, after, contact('a', before), other)).toEqual([
    'b - 622',
    'a - ID.1',
    'a - 621',
    'a + ID.2',
    'a + 622',
  ])
})

test('[I19] a new number without its BSUID ends the old one: the next message brings it', () => {
  expect(change(before, { waId: '622' }, contact('a', before))).toEqual([
    'a - ID.1',
    'a - 621',
    'a + 622',
  ])
  const replaced = contact('a', { waId: '621', bsuid: 'ID.2', lost: [['bsuid', 'ID.1', 0]] })
  expect(change(before, { waId: '622' }, replaced)).toEqual(['a - 621', 'a + 622'])
})

test('[I20] merged by a person, clashing ids of the oldest contact stay active', () => {
  const people = [
    contact('young', { waId: '621', bsuid: 'ID.2', age: 1 }),
    contact('old', { bsuid: 'ID.1', age: 2 }),
  ]
  const plan = planMerge(people.map((hits) => hits[0]!.contact))
  expect(written(plan)).toEqual(['young - ID.2', 'old < young'])
})
