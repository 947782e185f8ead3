/** How long a batch, or a hand to be shuffled, waits for more. */
const GATHER_MS = 40

/** Collects what comes within a moment, or until it is full, and hands it on together. */
export function createGather<T>(release: (items: T[]) => void) {
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
