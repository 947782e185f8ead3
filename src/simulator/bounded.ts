import { evictOldest } from '../limits/evictOldest.ts'

/** A map that drops its oldest entries, since the simulator keeps its state in memory. */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #max: number
  constructor(max: number) {
    super()
    this.#max = max
  }
  override set(key: K, value: V): this {
    super.set(key, value)
    evictOldest(this, this.#max)
    return this
  }
}

/** The latest `max` items of a list, each with an increasing number that is never reused. */
export class Ring<T extends { id: number }> {
  readonly #max: number
  #items: T[] = []
  #next = 1
  constructor(max: number) {
    this.#max = max
  }
  add(make: (id: number) => T): T {
    const item = make(this.#next++)
    this.#items.push(item)
    // Trims rarely and in bulk, since removing items one by one gets slower with the length.
    if (this.#items.length > this.#max * 2) this.#items = this.#items.slice(-this.#max)
    return item
  }
  after(id: number): T[] {
    return this.#items.slice(-this.#max).filter((item) => item.id > id)
  }
  /** Numbering continues, so that `after` stays correct for pages that remember a number. */
  clear(): void {
    this.#items = []
  }
}
