/**
 * Browser storage that never throws. Where storage is switched off or full, entries live in memory for as long as the
 * page is open, so that nothing the user does fails because of it.
 * @param open called at each use, because merely reading the property throws where storage is switched off
 */
export function safeStorage(open: () => Storage) {
  /** Entries that could not be written; null for those that could not be removed. */
  const remembered = new Map<string, string | null>()
  const write = (name: string, text: string) => {
    try {
      open().setItem(name, text)
      remembered.delete(name)
    } catch {
      remembered.set(name, text)
    }
  }
  return {
    read(name: string): string | null {
      const here = remembered.get(name)
      if (here !== undefined) return here
      try {
        return open().getItem(name)
      } catch {
        return null
      }
    },
    write,
    /** Writes an entry whose earlier text must not be read again, even if there is no room for the new one. */
    replace(name: string, text: string): void {
      write(name, text)
      if (!remembered.has(name)) return
      try {
        open().removeItem(name)
      } catch {
        // Storage that is switched off has nothing to remove.
      }
      // What was removed may have made room.
      write(name, text)
    },
    remove(name: string): void {
      try {
        open().removeItem(name)
        remembered.delete(name)
      } catch {
        remembered.set(name, null)
      }
    },
    /** All names with this prefix, in no particular order. */
    names(beginning: string): string[] {
      const names = new Set(remembered.keys())
      try {
        for (const name of Object.keys(open())) names.add(name)
      } catch {
        // Storage that is switched off has no names.
      }
      return [...names].filter((n) => n.startsWith(beginning) && remembered.get(n) !== null)
    },
    /** Drops the remembered entry (all of them for null): another tab has written a newer one. */
    forget(name: string | null): void {
      if (name === null) remembered.clear()
      else remembered.delete(name)
    },
  }
}

export type BrowserStorage = ReturnType<typeof safeStorage>

/** Survives closing the browser. Shared by all tabs: the others get a `storage` event. */
export const persistentStorage: BrowserStorage = safeStorage(() => localStorage)
/** Lives as long as this tab, across reloads. */
export const tabStorage: BrowserStorage = safeStorage(() => sessionStorage)

// Added before any other listener, so that those read what the other tab has written.
addEventListener('storage', (event) => persistentStorage.forget((event as StorageEvent).key))
