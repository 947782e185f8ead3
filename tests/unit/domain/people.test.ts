import { describe, expect, test } from 'bun:test'
import { applyLeadChange, emptyLead } from '../../../src/domain/leadChange.ts'
import { decideClaim, decideHandOver, readsFor } from '../../../src/domain/participation.ts'
import { changeSettings } from '../../../src/domain/roomChange.ts'
import { containing, searchTerms } from '../../../src/domain/searchText.ts'

const AT = '2026-11-03T04:05:06.789Z'

describe('people at work', () => {
  const settings = { title: 'A', status: 'open', customer_type: 'customer' } as const

  test('[P1] what already is so is no change', () => {
    expect(changeSettings(settings, { title: 'A', status: 'open' })).toEqual({
      after: settings,
      changes: [],
    })
    expect(changeSettings(settings, {}).changes).toEqual([])
  })

  test('[P1] each thing that changes is told with what it was; null gives the title back', () => {
    const { after, changes } = changeSettings(settings, { title: null, status: 'closed' })
    expect(after).toEqual({ title: null, status: 'closed', customer_type: 'customer' })
    expect(changes).toEqual([
      { kind: 'title', data: { from: 'A', to: null } },
      { kind: 'status', data: { from: 'open', to: 'closed' } },
    ])
  })

  test('[P2] whose reading counts', () => {
    const agent = { id: 'a', staff: false }
    const staff = { id: 's', staff: true }
    expect(readsFor(agent, ['a'])).toBe(true)
    expect(readsFor(agent, [])).toBe(false)
    expect(readsFor(staff, [])).toBe(true)
    expect(readsFor(staff, ['a'])).toBe(false)
    expect(readsFor(staff, ['a', 's'])).toBe(true)
  })

  test.each([
    [[], true, 'granted'],
    [['b'], true, 'taken'],
    [['b', 'a'], true, 'already_mine'],
    [[], false, 'unseen'],
    [['b'], false, 'unseen'],
    [['a'], false, 'forbidden'],
  ] as const)('[P3] a room of %p, claiming allowed %p: %s', (participantIds, allowClaim, claim) => {
    expect(decideClaim('a', { participantIds, allowClaim })).toBe(claim)
  })

  test('[P4] a hand-over moves once, and of two the later has lost', () => {
    const move = { from: 'a', to: 'b' }
    expect(decideHandOver(['a'], move)).toBe('move')
    expect(decideHandOver(['a', 'b'], move)).toBe('move')
    expect(decideHandOver(['b'], move)).toBe('done')
    expect(decideHandOver(['c'], move)).toBe('lost')
    expect(decideHandOver([], move)).toBe('lost')
  })
})

describe('what is searched for', () => {
  test.each([
    ['budi', ['budi']],
    ['0812-3456', ['0812-3456', '8123456']],
    ['+62 812', ['+62 812', '62812']],
    ['62812', ['62812']],
    ['12', ['12']],
    ['---', ['---']],
    ['50%', ['50%']],
    ['@ana.writes', ['@ana.writes', 'ana.writes']],
    ['@', ['@']],
    ['ana@home', ['ana@home']],
  ])('[K1] %s', (q, terms) => {
    expect(searchTerms(q)).toEqual(terms)
  })

  test('[K2] a wildcard is only a character', () => {
    expect(containing('50%_\\')).toBe('%50\\%\\_\\\\%')
  })
})

test('a lead keeps what a change leaves out, and says nothing new when nothing is', () => {
  const lead = { ...emptyLead('id', AT), name: 'Ani', phone: '628' }
  const later = '2026-11-04T00:00:00.000Z'
  expect(applyLeadChange(lead, { name: 'Ani' }, later)).toBeNull()
  expect(applyLeadChange(lead, { name: undefined, phone: null }, later)).toEqual({
    ...lead,
    phone: null,
    updated_at: later,
  })
})
