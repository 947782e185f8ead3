import { describe, expect, test } from 'bun:test'
import { type History, violations } from '../cluster/history.ts'

const write = (wamid: string, began: number, ended: number, ok = true) => ({
  ...{ wamid, phone: '62', began, ended, ok },
})
const stored = (wamid: string, seq: number) => ({ wamid, phone: '62', roomId: 'r', seq })
const sight = (wamid: string, eventId: number, at: number) => ({
  ...{ wamid, eventId, at, roomId: 'r' },
})
const history = (change: Partial<History> = {}): History => ({
  writes: [write('a', 0, 10), write('b', 11, 20), write('c', 12, 30, false)],
  stored: [stored('a', 1), stored('b', 2)],
  reads: [
    { roomId: 'r', began: 5, wamids: [] },
    { roomId: 'r', began: 15, wamids: ['a'] },
    { roomId: 'r', began: 25, wamids: ['a', 'b'] },
  ],
  clients: [
    [sight('a', 1, 9), sight('b', 2, 21)],
    [sight('a', 1, 40), sight('b', 2, 40)],
  ],
  ...change,
})
const read = (began: number, ...wamids: string[]) => ({ reads: [{ roomId: 'r', began, wamids }] })
const told = (...sights: ReturnType<typeof sight>[]) => ({ clients: [sights] })

describe('the checker of histories', () => {
  test('finds nothing in one that is as it should be', () => {
    expect(violations(history())).toEqual([])
  })

  const wrong: [string, Partial<History>][] = [
    ['lost', { stored: [stored('a', 1)], reads: [], clients: [] }],
    ['stored twice', { stored: [stored('a', 1), stored('b', 2), stored('b', 3)], clients: [] }],
    ['nobody asked', { stored: [stored('a', 1), stored('b', 2), stored('x', 3)], clients: [] }],
    ['out of order', { stored: [stored('b', 1), stored('a', 2)], reads: [], clients: [] }],
    ['read another room', read(1, 'b')],
    ['read another room', read(30, 'a', 'b', 'c')],
    ['not visible', { ...read(25, 'a'), clients: [] }],
    ['told before', { ...read(15, 'a'), ...told(sight('a', 1, 9), sight('b', 2, 14)) }],
    ['came after', told(sight('a', 2, 40), sight('b', 1, 40))],
    ['saw 1 of 2', told(sight('b', 2, 40))],
    ['saw 3 of 2', told(sight('a', 1, 40), sight('b', 2, 40), sight('b', 3, 40))],
    ['in another order', told(sight('b', 1, 40), sight('a', 2, 40))],
    ['not stored', told(sight('a', 1, 40), sight('b', 2, 40), sight('c', 3, 40))],
    ['two events', { clients: [history().clients[0]!, [sight('b', 1, 40), sight('a', 2, 40)]] }],
  ]
  test.each(wrong)('finds %p', (what, change) => {
    expect(violations(history(change)).join('\n')).toContain(what)
  })
})
