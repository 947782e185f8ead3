/** How long a batch waits for more items. */
const GATHER_MS = 40

/** Collects items until there are `max`, or until GATHER_MS after the first, and releases them together. */
export function createBatcher<T>(release: (items: T[]) => void) {
  let items: T[] = []
  let timer: Timer | undefined

  function flush(): void {
    const gathered = items
    drop()
    if (gathered.length > 0) release(gathered)
  }

  function drop(): void {
    clearTimeout(timer)
    timer = undefined
    items = []
  }

  return {
    add(item: T, max: number): void {
      items.push(item)
      if (items.length >= max) flush()
      else timer ??= setTimeout(flush, GATHER_MS)
    },
    drop,
  }
}
