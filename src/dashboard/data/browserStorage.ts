/**
 * What a browser keeps, by name. Where it keeps nothing, since storage is switched off or full, this page remembers it
 * as long as it is open: nobody is held up by that, whatever they are doing.
 * @param open asked for at each use: the mere property throws where storage is switched off
 */
export function guarded(open: () => Storage) {
  /** What could not be kept; null where something could not be taken away. */
  const remembered = new Map<string, string | null>()
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
    write(name: string, text: string): void {
      try {
        open().setItem(name, text)
        remembered.delete(name)
      } catch {
        remembered.set(name, text)
      }
    },
    remove(name: string): void {
      try {
        open().removeItem(name)
        remembered.delete(name)
      } catch {
        remembered.set(name, null)
      }
    },
    /** All names that begin so, in no order. */
    names(beginning: string): string[] {
      const names = new Set(remembered.keys())
      try {
        for (const name of Object.keys(open())) names.add(name)
      } catch {
        // What is switched off has none.
      }
      return [...names].filter((n) => n.startsWith(beginning) && remembered.get(n) !== null)
    },
    /** Another tab has kept something of this name, or of any: it is newer than what is remembered. */
    forget(name: string | null): void {
      if (name === null) remembered.clear()
      else remembered.delete(name)
    },
  }
}

export type BrowserStorage = ReturnType<typeof guarded>

/** Kept after the browser was closed, and shared by all tabs, which get a `storage` event. */
export const keptHere: BrowserStorage = guarded(() => localStorage)
/** Kept as long as this tab is, through reloads. */
export const keptInTab: BrowserStorage = guarded(() => sessionStorage)

// Added before any other listener: who reads when this event comes reads what the other tab kept.
addEventListener('storage', (event) => keptHere.forget((event as StorageEvent).key))
