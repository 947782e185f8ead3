import { keptHere } from './browserStorage.ts'

export type OwnEntries = ReturnType<typeof ownEntries>

/**
 * What this browser keeps for one user and shows to no other: each entry under a name of its own, so that tabs that
 * write at the same time leave each other's entries alone. Of nobody nothing is kept.
 * @param elsewhere another tab kept an entry, or dropped it (null)
 */
export function ownEntries(
  kind: string,
  userId: string | null,
  elsewhere: (name: string, text: string | null) => void,
) {
  const beginning = `ruang.${kind}.${userId}.`
  const told = ({ key, newValue }: StorageEvent) => {
    if (userId !== null && key?.startsWith(beginning))
      elsewhere(key.slice(beginning.length), newValue)
  }
  window.addEventListener('storage', told)
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
    /** Hears of no other tab any more. */
    stop: () => window.removeEventListener('storage', told),
  }
}
