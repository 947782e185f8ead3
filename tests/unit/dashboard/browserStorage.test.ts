import { expect, test } from 'bun:test'
import { guarded } from '../../../src/dashboard/data/browserStorage.ts'

const denied = (): never => {
  throw new DOMException('denied', 'SecurityError')
}
/** A browser's storage, as far as it is used, that takes nothing while it is full. */
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
    guarded(() => storage),
  )
}

test('what may be kept is kept, and nothing else is remembered', () => {
  const storage = openStorage()
  storage.write('name', 'one')
  expect(storage.kept.get('name')).toBe('one')
  storage.kept.set('name', 'another tab')
  expect(storage.read('name')).toBe('another tab')
  storage.remove('name')
  expect(storage.read('name')).toBe(null)
})

test('storage that is switched off is remembered as long as the page is open', () => {
  const storage = guarded(denied)
  expect(storage.read('name')).toBe(null)
  storage.write('name', 'one')
  expect(storage.read('name')).toBe('one')
  storage.remove('name')
  expect(storage.read('name')).toBe(null)
})

test('what a full storage did not take is newer than what it has, until there is room again', () => {
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

test('what another tab kept afterwards counts', () => {
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
