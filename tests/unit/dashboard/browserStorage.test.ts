import { expect, test } from 'bun:test'
import { safeStorage } from '../../../src/dashboard/data/browserStorage.ts'

const denied = (): never => {
  throw new DOMException('denied', 'SecurityError')
}
/** A fake Storage that throws on writes while it is full. */
function openStorage() {
  const kept = new Map<string, string>()
  const browser = { full: false, kept }
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem(name: string, text: string) {
      if (browser.full) throw new DOMException('full', 'QuotaExceededError')
      kept.set(name, text)
    },
    removeItem: (name: string) => void kept.delete(name),
  } as Storage
  return Object.assign(
    browser,
    safeStorage(() => storage),
  )
}

test('entries are stored, and none is kept in memory besides', () => {
  const storage = openStorage()
  storage.write('name', 'one')
  expect(storage.kept.get('name')).toBe('one')
  storage.kept.set('name', 'another tab')
  expect(storage.read('name')).toBe('another tab')
  storage.remove('name')
  expect(storage.read('name')).toBe(null)
})

test('without storage, entries live as long as the page is open', () => {
  const storage = safeStorage(denied)
  expect(storage.read('name')).toBe(null)
  storage.write('name', 'one')
  expect(storage.read('name')).toBe('one')
  storage.remove('name')
  expect(storage.read('name')).toBe(null)
})

test('an entry that a full storage refused replaces the stored one, until it can be stored', () => {
  const storage = openStorage()
  storage.write('name', 'one')
  storage.full = true
  storage.write('name', 'two')
  expect(storage.read('name')).toBe('two')
  storage.full = false
  storage.write('name', 'three')
  expect(storage.kept.get('name')).toBe('three')
  expect(storage.read('name')).toBe('three')
})

test('a later entry of another tab replaces a remembered one', () => {
  const storage = openStorage()
  storage.full = true
  storage.write('name', 'ours')
  storage.kept.set('name', 'theirs')
  storage.forget('elsewhere')
  expect(storage.read('name')).toBe('ours')
  storage.forget('name')
  expect(storage.read('name')).toBe('theirs')
  storage.write('name', 'ours')
  storage.forget(null)
  expect(storage.read('name')).toBe('theirs')
})

test('what must not be read again is gone, even if there is no room for what replaces it', () => {
  const storage = openStorage()
  storage.replace('name', 'one')
  expect(storage.kept.get('name')).toBe('one')
  storage.full = true
  storage.replace('name', 'two')
  expect(storage.kept.has('name')).toBe(false)
  expect(storage.read('name')).toBe('two')
})
