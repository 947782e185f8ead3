import { persistentStorage } from './browserStorage.ts'

/**
 * One user's entries in browser storage, hidden from other users. Each entry has a key of its own, so that tabs writing
 * at the same time don't overwrite each other. While nobody is signed in, nothing is stored.
 */
export function userStorage(kind: string, userId: string | null) {
  const beginning = `ruang.${kind}.${userId}.`
  return {
    /** All stored entries with their names. */
    read: (): [name: string, text: string][] =>
      userId === null
        ? []
        : persistentStorage
            .names(beginning)
            .map((key) => [key.slice(beginning.length), persistentStorage.read(key) ?? '']),
    keep(name: string, text: string): void {
      if (userId !== null) persistentStorage.write(beginning + name, text)
    },
    drop(name: string): void {
      if (userId !== null) persistentStorage.remove(beginning + name)
    },
    /** Calls back when another tab writes an entry, or removes it (null). @returns a function that stops watching */
    watch(elsewhere: (name: string, text: string | null) => void): () => void {
      const told = ({ key, newValue }: StorageEvent) => {
        if (userId !== null && key?.startsWith(beginning))
          elsewhere(key.slice(beginning.length), newValue)
      }
      window.addEventListener('storage', told)
      return () => window.removeEventListener('storage', told)
    },
  }
}
