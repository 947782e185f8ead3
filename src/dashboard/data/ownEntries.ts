import { keptHere } from './browserStorage.ts'

/**
 * What this browser keeps for one user and shows to no other: each entry under a name of its own, so that tabs that
 * write at the same time leave each other's entries alone. Of nobody nothing is kept.
 */
export function ownEntries(kind: string, userId: string | null) {
  const beginning = `ruang.${kind}.${userId}.`
  return {
    /** Each that is kept, by its name. */
    read: (): [name: string, text: string][] =>
      userId === null
        ? []
        : keptHere
            .names(beginning)
            .map((key) => [key.slice(beginning.length), keptHere.read(key) ?? '']),
    keep(name: string, text: string): void {
      if (userId !== null) keptHere.write(beginning + name, text)
    },
    drop(name: string): void {
      if (userId !== null) keptHere.remove(beginning + name)
    },
    /** Calls back when another tab keeps an entry, or drops it (null). @returns what stops it */
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
