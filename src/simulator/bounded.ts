import { forgetOldest } from '../forgetOldest.ts'

/** A map that forgets its oldest entries: the simulator keeps its state in memory. */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #max: number
  constructor(max: number) {
    super()
    this.#max = max
  }
  override set(key: K, value: V): this {
    super.set(key, value)
    forgetOldest(this, this.#max)
    return this
  }
}

/** The last so many of a list, each with a number of its own that never comes back. */
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
    // Seldom and much at once: shifting one by one would cost the more, the longer the ring.
    if (this.#items.length > this.#max * 2) this.#items = this.#items.slice(-this.#max)
    return item
  }
  after(id: number): T[] {
    return this.#items.slice(-this.#max).filter((item) => item.id > id)
  }
  /** Numbers go on, so that whoever follows by number is not misled. */
  clear(): void {
    this.#items = []
  }
}
