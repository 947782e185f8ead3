type Waiting<T> = {
  work: T
  size: number
  keys: readonly string[]
  resolve: () => void
  reject: (error: unknown) => void
}

export type GroupQueue<T> = {
  /** Settles when the group that took this work has settled it. */
  submit: (work: T, size: number) => Promise<void>
  /** Whether something is queued or in flight. */
  isBusy: () => boolean
  /** Resolves when nothing is queued or in flight. */
  idle: () => Promise<void>
}

const keyless = () => []

/**
 * Group commit: while a group is in flight, further work queues; the next group takes all of it, up to `maxSize`.
 * Alone, work waits for the end of this round of the event loop, and no longer; under load, groups grow by themselves,
 * and so does what one commit carries. With several `flights`, further groups fly beside the first as soon as
 * `worthAFlight` waits. Work that shares a key never flies beside each other, and keeps its order.
 *
 * Where each call costs as much as several works, one that others waited for is followed by a rest as long as it took: a
 * few more come meanwhile, and share the next call. Who is alone, or many, never meets one.
 * @param run settles a whole group; an entry of its answer is an error for that work alone
 */
export function createGroupQueue<T>({
  run,
  maxSize,
  flights = 1,
  worthAFlight = 1,
  longestRestMs = 0,
  keysOf = keyless,
}: {
  run: (group: readonly T[]) => Promise<readonly (unknown | null)[]>
  maxSize: number
  flights?: number
  /** In the same unit as `maxSize`. */
  worthAFlight?: number
  /** At most, after a group that others waited for; none when `worthAFlight` waits. */
  longestRestMs?: number
  keysOf?: (work: T) => readonly string[]
}): GroupQueue<T> {
  let queue: Waiting<T>[] = []
  let queued = 0
  let flying = 0
  let isToDepart = false
  let rest: Timer | undefined
  const busy = new Set<string>()
  let whenIdle: (() => void)[] = []

  /** With nothing in flight and enough for all, flights share what waits: none leaves with one, and the next with the rest. */
  const share = () =>
    flying === 0 && queued >= flights * worthAFlight
      ? Math.min(maxSize, Math.ceil(queued / flights))
      : maxSize

  /**
   * From the front of the queue, up to so much; what shares a key with a group in flight stays, and all that shares one
   * with it.
   */
  const takeGroup = (most: number) => {
    const group: Waiting<T>[] = []
    const left: Waiting<T>[] = []
    const held = new Set<string>()
    let size = 0
    let isFull = false
    for (const waiting of queue) {
      isFull ||= group.length > 0 && size + waiting.size > most
      const isFree = !isFull && !waiting.keys.some((key) => busy.has(key) || held.has(key))
      if (isFree) {
        group.push(waiting)
        size += waiting.size
      } else {
        left.push(waiting)
        if (!isFull) for (const key of waiting.keys) held.add(key)
      }
    }
    queue = left
    queued -= size
    return group
  }

  const fly = async (group: readonly Waiting<T>[]) => {
    flying++
    const began = performance.now()
    for (const { keys } of group) for (const key of keys) busy.add(key)
    try {
      const errors = await run(group.map((waiting) => waiting.work))
      land(group, began, (index) => errors[index] ?? null)
    } catch (error) {
      land(group, began, () => error)
    }
  }

  /** All in one tick: what waits is on its way, or at rest, before anybody hears that this group has landed. */
  const land = (
    group: readonly Waiting<T>[],
    began: number,
    errorOf: (index: number) => unknown,
  ) => {
    for (const { keys } of group) for (const key of keys) busy.delete(key)
    for (const [index, waiting] of group.entries()) {
      const error = errorOf(index)
      if (error === null) waiting.resolve()
      else waiting.reject(error)
    }
    flying--
    if (isToRest()) rest = setTimeout(depart, Math.min(performance.now() - began, longestRestMs))
    else depart()
    if (isBusy()) return
    for (const resolve of whenIdle) resolve()
    whenIdle = []
  }

  const isToRest = () =>
    longestRestMs > 0 && flying === 0 && queue.length > 0 && queued < worthAFlight

  const depart = () => {
    clearTimeout(rest)
    rest = undefined
    while (queue.length > 0 && flying < flights && (flying === 0 || queued >= worthAFlight)) {
      const group = takeGroup(share())
      if (group.length === 0) return
      void fly(group)
    }
  }

  /** What comes in the same round of the event loop leaves together. */
  const departSoon = () => {
    if (isToDepart) return
    isToDepart = true
    setImmediate(() => {
      isToDepart = false
      depart()
    })
  }
  const isBusy = () => flying > 0 || queue.length > 0

  return {
    submit: (work, size) =>
      new Promise((resolve, reject) => {
        queue.push({ work, size, keys: keysOf(work), resolve, reject })
        queued += size
        if (rest !== undefined && queued < worthAFlight) return
        if (flying === 0) departSoon()
        else depart()
      }),
    isBusy,
    idle: () => (isBusy() ? new Promise((resolve) => whenIdle.push(resolve)) : Promise.resolve()),
  }
}
