import { expect, test } from 'bun:test'
import {
  type IdentityHit,
  type Ids,
  identitiesToLookUp,
  resolveIdentity,
} from '../../../src/domain/identity.ts'
import { contact, ids, NOW, written } from './identityWorld.ts'

/** `unknown`, the id of the contact, or what has to be written first. */
function resolve(asserted: Partial<Ids>, ...hits: IdentityHit[][]): string | string[] {
  const answer = resolveIdentity(ids(asserted), hits.flat(), NOW)
  if (answer.kind === 'unknown') return 'unknown'
  return answer.kind === 'known' ? answer.contact.id : written(answer.plan)
}

const LONG = '5531987654321'
const SHORT = '553187654321'

test('[I1] BSUID, parent and phone are looked up, the phone in both spellings', () => {
  expect(identitiesToLookUp(ids({ waId: SHORT, bsuid: 'BR.1', parentBsuid: 'BR.ENT.1' }))).toEqual([
    { kind: 'bsuid', value: 'BR.1' },
    { kind: 'parent_bsuid', value: 'BR.ENT.1' },
    { kind: 'wa_id', value: SHORT },
    { kind: 'wa_id', value: LONG },
  ])
})

test('[I1] who is found by nothing is unknown', () => {
  expect(resolve({ waId: '621' })).toBe('unknown')
  expect(resolve({ bsuid: 'ID.1' }, contact('a', { waId: 'ID.1' }))).toBe('unknown')
})

test('[I1] the BSUID goes before the parent', () => {
  const a = contact('a', { bsuid: 'ID.1' })
  const b = contact('b', { bsuid: 'ID.2', parentBsuid: 'ENT' })
  expect(resolve({ bsuid: 'ID.1', parentBsuid: 'ENT' }, a, b)).toBe('a')
})

test('[I1] an active id goes before one that was superseded, and the last superseded before others', () => {
  const old = contact('old', { lost: [['bsuid', 'ID.1', 3]] })
  const older = contact('older', { lost: [['bsuid', 'ID.1', 5]] })
  expect(resolve({ bsuid: 'ID.1' }, older, old)).toBe('old')
  expect(resolve({ bsuid: 'ID.1' }, old, contact('now', { bsuid: 'ID.1' }))).toBe('now')
})

test('[I2] the other spelling of a phone finds its contact and writes nothing', () => {
  expect(resolve({ waId: LONG }, contact('a', { waId: SHORT }))).toBe('a')
  const both = contact('a', { waId: SHORT, bsuid: 'BR.1' })
  expect(resolve({ waId: LONG, bsuid: 'BR.1' }, both)).toBe('a')
})

test('[I2] the spelling that was asserted goes before the other one', () => {
  expect(resolve({ waId: LONG }, contact('a', { waId: SHORT }), contact('b', { waId: LONG }))).toBe(
    'b',
  )
})

test('[I3] a phone that is nobody’s is attached to who is found by BSUID, and replaces another', () => {
  expect(resolve({ waId: '621', bsuid: 'ID.1' }, contact('a', { bsuid: 'ID.1' }))).toEqual([
    'a + 621',
  ])
  const other = contact('a', { bsuid: 'ID.1', waId: '620' })
  expect(resolve({ waId: '621', bsuid: 'ID.1' }, other)).toEqual(['a - 620', 'a + 621'])
})

test('[I4] who is found by parent gets the BSUID, and a differing one is superseded', () => {
  const asserted = { bsuid: 'ID.2', parentBsuid: 'ENT' }
  expect(resolve(asserted, contact('a', { parentBsuid: 'ENT' }))).toEqual(['a + ID.2'])
  const other = contact('a', { bsuid: 'ID.1', parentBsuid: 'ENT' })
  expect(resolve(asserted, other)).toEqual(['a - ID.1', 'a + ID.2'])
})

test('[I4] a superseded parent finds its contact, but not for a BSUID that nobody knows', () => {
  const a = contact('a', { bsuid: 'ID.1', lost: [['parent_bsuid', 'ENT', 1]] })
  expect(resolve({ parentBsuid: 'ENT' }, a)).toBe('a')
  expect(resolve({ bsuid: 'ID.9', parentBsuid: 'ENT' }, a)).toBe('unknown')
})

test('[I5] a BSUID is attached to who is found by phone and has none, whatever the spelling', () => {
  expect(resolve({ waId: '621', bsuid: 'ID.1' }, contact('a', { waId: '621' }))).toEqual([
    'a + ID.1',
  ])
  expect(resolve({ waId: LONG, bsuid: 'BR.1' }, contact('a', { waId: SHORT }))).toEqual([
    'a + BR.1',
  ])
})

test('[I6] a phone with an unknown BSUID is taken from who has another one, and its owner is new', () => {
  const a = contact('a', { waId: '621', bsuid: 'ID.1' })
  expect(resolve({ waId: '621', bsuid: 'ID.2' }, a)).toEqual(['a - 621'])
  const after = contact('a', { bsuid: 'ID.1', lost: [['wa_id', '621', 0]] })
  expect(resolve({ waId: '621', bsuid: 'ID.2' }, after)).toBe('unknown')
})

test('[I7] [I15] a phone-only and a BSUID-only contact asserted together are one: the older stays', () => {
  const asserted = { waId: '621', bsuid: 'ID.1' }
  const phone = (age: number) => contact('phone', { waId: '621', age })
  const account = (age: number) => contact('account', { bsuid: 'ID.1', age })
  expect(resolve(asserted, phone(2), account(1))).toEqual(['phone < account'])
  expect(resolve(asserted, phone(1), account(2))).toEqual(['account < phone'])
  expect(resolve(asserted, phone(1), account(1))).toEqual(['account < phone'])
})

test('[I7] two spellings of one phone do not keep them apart: the spelling that matched stays', () => {
  const phone = contact('phone', { waId: LONG, age: 2 })
  const account = contact('account', { bsuid: 'BR.1', waId: SHORT })
  expect(resolve({ waId: LONG, bsuid: 'BR.1' }, phone, account)).toEqual([
    `account - ${SHORT}`,
    'phone < account',
  ])
})

test('[I8] two whole contacts stay two: the phone moves to who is found by BSUID', () => {
  const asserted = { waId: '621', bsuid: 'ID.1' }
  const account = contact('account', { bsuid: 'ID.1', waId: '620' })
  expect(resolve(asserted, contact('w', { waId: '621', bsuid: 'ID.2' }), account)).toEqual([
    'w - 621',
    'account - 620',
    'account + 621',
  ])
  expect(resolve(asserted, contact('w', { waId: '621' }), account)).toEqual([
    'w - 621',
    'account - 620',
    'account + 621',
  ])
  const bare = contact('account', { bsuid: 'ID.1' })
  expect(resolve(asserted, contact('w', { waId: '621', bsuid: 'ID.2' }), bare)).toEqual([
    'w - 621',
    'account + 621',
  ])
})

test('[I9] a superseded BSUID finds its contact for ever, replaces nothing and moves no phone', () => {
  const a = contact('a', { bsuid: 'ID.2', waId: '622', lost: [['bsuid', 'ID.1', 400]] })
  const b = contact('b', { waId: '621' })
  expect(resolve({ bsuid: 'ID.1' }, a)).toBe('a')
  expect(resolve({ bsuid: 'ID.1', waId: '621' }, a)).toBe('a')
  expect(resolve({ bsuid: 'ID.1', waId: '621', parentBsuid: 'ENT' }, a, b)).toBe('a')
})

test('[I10] a superseded phone alone finds who lost it, for 8 days and while nobody has it', () => {
  const lost = (days: number) => contact('a', { bsuid: 'ID.1', lost: [['wa_id', '621', days]] })
  expect(resolve({ waId: '621' }, lost(8))).toBe('a')
  expect(resolve({ waId: '621' }, lost(8.1))).toBe('unknown')
  expect(resolve({ waId: '621' }, lost(1), contact('b', { waId: '621' }))).toBe('b')
  expect(resolve({ waId: '621', bsuid: 'ID.2' }, lost(1))).toBe('unknown')
  expect(resolve({ waId: '621', parentBsuid: 'ENT' }, lost(1))).toBe('unknown')
})

test('[I11] a BSUID that ended without a successor comes back with its contact’s own phone only', () => {
  const a = contact('a', { waId: '622', lost: [['bsuid', 'ID.1', 1]] })
  expect(resolve({ bsuid: 'ID.1', waId: '622' }, a)).toEqual(['a + ID.1'])
  expect(resolve({ bsuid: 'ID.1', waId: '621' }, a)).toBe('a')
  expect(resolve({ bsuid: 'ID.1' }, a)).toBe('a')
})

test('[I12] a phone is not given back for 8 days to who lost it, neither taken nor merged', () => {
  const asserted = { waId: '621', bsuid: 'ID.1' }
  const lost = (days: number, waId: string | null = null) =>
    contact('a', { bsuid: 'ID.1', waId, lost: [['wa_id', '621', days]] })
  const taker = contact('b', { waId: '621', bsuid: 'ID.2' })
  expect(resolve(asserted, lost(8), taker)).toBe('a')
  expect(resolve(asserted, lost(8), contact('b', { waId: '621' }))).toBe('a')
  expect(resolve(asserted, lost(8, '622'))).toBe('a')
  expect(resolve(asserted, lost(9), taker)).toEqual(['b - 621', 'a + 621'])
  expect(resolve(asserted, lost(9, '622'))).toEqual(['a - 622', 'a + 621'])
})

test('[I12] also while it is nobody’s: its new owner, who is not stored yet, asserted it', () => {
  const lost = (days: number) => contact('a', { bsuid: 'ID.1', lost: [['wa_id', '621', days]] })
  expect(resolve({ waId: '621', bsuid: 'ID.1' }, lost(8))).toBe('a')
  expect(resolve({ waId: '621', bsuid: 'ID.1' }, lost(9))).toEqual(['a + 621'])
})

test('[I13] a parent is attached when missing, replaces another, and is never taken from its owner', () => {
  const asserted = { bsuid: 'ID.1', parentBsuid: 'ENT' }
  expect(resolve(asserted, contact('a', { bsuid: 'ID.1' }))).toEqual(['a + ENT'])
  const other = contact('a', { bsuid: 'ID.1', parentBsuid: 'ENT.0' })
  expect(resolve(asserted, other)).toEqual(['a - ENT.0', 'a + ENT'])
  const owner = contact('b', { bsuid: 'ID.2', parentBsuid: 'ENT' })
  expect(resolve(asserted, contact('a', { bsuid: 'ID.1' }), owner)).toBe('a')
  const replaced = contact('a', {
    bsuid: 'ID.1',
    parentBsuid: 'ENT.1',
    lost: [['parent_bsuid', 'ENT', 1]],
  })
  expect(resolve(asserted, replaced)).toBe('a')
})

test('[I14] who has every id that is asserted is known', () => {
  const asserted = { waId: '621', bsuid: 'ID.1', parentBsuid: 'ENT' }
  expect(resolve(asserted, contact('a', asserted))).toBe('a')
  expect(resolve({ waId: '621' }, contact('a', asserted))).toBe('a')
})
